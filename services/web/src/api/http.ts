/** Requests to the api: JSON in and out, problems as errors, a deadline on each. */

import type { ProblemBody } from "./types.ts";

const DEADLINE_MS = 15_000;

/** The server answered and said no. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly fields: Record<string, string>;

  constructor(body: Partial<ProblemBody> & { status: number }) {
    super(body.detail ?? body.title ?? `The server answered ${body.status}.`);
    this.status = body.status;
    this.code = body.code ?? `http_${body.status}`;
    this.detail = this.message;
    // "body.name" and "name" are the same field of a form.
    const faults = (body.errors ?? []).map(({ field, message }) => [field.split(".").pop()!, message]);
    this.fields = Object.fromEntries(faults) as Record<string, string>;
  }
}

/** The server could not be reached, or did not answer in time. */
export class Unreachable extends Error {}

export type Query = Record<string, string | number | undefined>;

interface Options {
  query?: Query;
  body?: unknown;
  /** Finish even when the page goes away. */
  keepalive?: boolean;
}

export async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const response = await reach(method, `/api/v1${path}${search(options.query)}`, options);
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  const body: unknown = parse(text);
  if (response.ok && body !== undefined) return body as T;
  throw new Problem({ ...(body as object | undefined), status: response.ok ? 502 : response.status });
}

async function reach(method: string, url: string, { body, keepalive }: Options): Promise<Response> {
  try {
    return await fetch(url, {
      method,
      keepalive,
      credentials: "same-origin",
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      // A request that outlives the page has no page to time it.
      signal: keepalive ? undefined : AbortSignal.timeout(DEADLINE_MS),
    });
  } catch (cause) {
    throw new Unreachable("The server can’t be reached.", { cause });
  }
}

function search(query: Query | undefined): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  if (given.length === 0) return "";
  return `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

function parse(text: string): unknown {
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    return undefined; // a proxy's own page, say
  }
}
