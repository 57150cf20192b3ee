/** The link of the session that runs, for those who send over it. */

import type { Link } from "./link.ts";

let running: Link | undefined;

export function link(): Link | undefined {
  return running;
}

export function setLink(next: Link | undefined): void {
  running = next;
}
