/** One socket, from opening to closing: frames as objects, and silence noticed. */

import type { ClientFrame, ServerFrame } from "../api/types.ts";

const PROTOCOL = "parley.v1";
const PING_EVERY_MS = 25_000;
const PONG_WITHIN_MS = 10_000;
/** From opening to `welcome`. */
const WELCOME_WITHIN_MS = 15_000;

export interface WireEvents {
  onOpen: () => void;
  onFrame: (frame: ServerFrame) => void;
  /** Once, however it ended. */
  onClose: () => void;
}

export class Wire {
  private socket: WebSocket;
  private events: WireEvents;
  private pinger: ReturnType<typeof setTimeout> | undefined;
  private deadline: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  constructor(url: string, events: WireEvents) {
    this.events = events;
    this.socket = new WebSocket(url, PROTOCOL);
    this.expect(WELCOME_WITHIN_MS);
    this.socket.addEventListener("open", () => {
      if (!this.closed) events.onOpen();
    });
    this.socket.addEventListener("message", ({ data }) => this.receive(String(data)));
    this.socket.addEventListener("close", () => this.close());
    this.socket.addEventListener("error", () => this.close());
  }

  send(frame: ClientFrame): boolean {
    if (this.closed || this.socket.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  /** Ask whether the other end is still there; without an answer in time the socket is given up. */
  probe(withinMs = PONG_WITHIN_MS): void {
    if (this.deadline !== undefined) return;
    if (this.send({ type: "ping" })) this.expect(withinMs);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.pinger);
    clearTimeout(this.deadline);
    this.socket.close();
    this.events.onClose();
  }

  private receive(text: string): void {
    if (this.closed) return;
    // Whatever comes proves that the other end lives.
    clearTimeout(this.deadline);
    this.deadline = undefined;
    clearTimeout(this.pinger);
    this.pinger = setTimeout(() => this.probe(), PING_EVERY_MS);
    this.events.onFrame(JSON.parse(text) as ServerFrame);
  }

  private expect(withinMs: number): void {
    this.deadline = setTimeout(() => this.close(), withinMs);
  }
}
