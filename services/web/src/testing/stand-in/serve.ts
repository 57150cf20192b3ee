/** One port for pages, api and socket, as nginx would put them together. */

import { existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

import { WebSocketServer } from "ws";

import { answer } from "./answers.ts";
import { Refusal, type Call } from "./call.ts";
import { serve, type Faults } from "./socket.ts";
import { World } from "./world.ts";

const TYPES: Record<string, string> = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

export interface StandIn {
  url: string;
  world: World;
  faults: Faults;
  /** Cut every socket now. */
  cut: () => void;
  close: () => Promise<void>;
}

export async function startStandIn(options: { port?: number; pages?: string } = {}): Promise<StandIn> {
  const world = new World();
  const faults: Faults = { silent: false, refuse: null, cutAfterSend: false };
  const sockets = new WebSocketServer({ noServer: true });
  const server = createServer((request, response) => {
    void handle(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, origin());
    if (!url.pathname.startsWith("/api/v1/")) return page(url.pathname, response);
    const key = cookie(request);
    const call: Call = {
      world,
      origin: origin(),
      wsUrl: `${origin().replace("http", "ws")}/ws`,
      key,
      me: world.sessions.get(key)?.user ?? "",
      agent: request.headers["user-agent"] ?? "",
      query: url.searchParams,
      body: await read(request),
      setCookie: (value) => {
        const rest = value === null ? "=; Max-Age=0" : `=${value}`;
        response.setHeader("set-cookie", `parley_session${rest}; Path=/; HttpOnly; SameSite=Lax`);
      },
    };
    try {
      const body = answer(call, request.method!, url.pathname.slice("/api/v1".length));
      response.setHeader("content-type", "application/json");
      response.writeHead(body === undefined ? 204 : 200).end(body === undefined ? "" : JSON.stringify(body));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, code, message: detail } = error;
      response.setHeader("content-type", "application/problem+json");
      response.writeHead(status).end(JSON.stringify({ status, code, detail, title: detail }));
    }
  }

  function page(pathname: string, response: ServerResponse): void {
    const pages = options.pages ?? "";
    const file = path.join(pages, path.normalize(pathname));
    const found = path.extname(file) !== "" && existsSync(file) ? file : path.join(pages, "index.html");
    response.setHeader("content-type", TYPES[path.extname(found)] ?? "text/html; charset=utf-8");
    response.setHeader(
      "content-security-policy",
      `default-src 'self'; connect-src 'self' ${origin().replace("http", "ws")}; img-src 'self' data:`,
    );
    response.end(readFileSync(found));
  }

  function origin(): string {
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  server.on("upgrade", (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (ws) => serve(ws, world, cookie(request), faults));
  });
  await new Promise<void>((ready) => server.listen(options.port ?? 0, "127.0.0.1", ready));
  const cut = () => sockets.clients.forEach((client) => client.terminate());
  return {
    url: origin(),
    world,
    faults,
    cut,
    close: () => {
      cut();
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

function cookie(request: IncomingMessage): string {
  return /parley_session=([^;]*)/.exec(request.headers.cookie ?? "")?.[1] ?? "";
}

async function read(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text === "" ? {} : JSON.parse(text);
}
