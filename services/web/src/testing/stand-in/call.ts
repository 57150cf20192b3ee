/** One request to the stand-in, and how it is refused. */

import type { World } from "./world.ts";

export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

export interface Call {
  world: World;
  origin: string;
  wsUrl: string;
  /** The session's key, and whose it is; both empty where nobody is signed in. */
  key: string;
  me: string;
  agent: string;
  query: URLSearchParams;
  /** Whatever the client sends: it is the one under test, so nothing is checked here. */
  body: any;
  setCookie: (key: string | null) => void;
}

/** Method, path, and what answers with the parts that the path's pattern catches. */
export type Route = [string, RegExp, (call: Call, ...parts: string[]) => unknown];
