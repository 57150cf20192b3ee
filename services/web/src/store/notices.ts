/** The toast: one at a time, and never the only word on a failure. */

import { cell } from "./cell.ts";

export interface Notice {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
  /** Shown for so long; hovering or focus stops the clock. */
  ms: number;
  /** However it went away, unless its action was taken. */
  onGone?: () => void;
}

const LASTS_MS = 6_000;
let last = 0;

export const notice = cell<Notice | null>(null);

export function say(text: string, more: Partial<Pick<Notice, "action" | "ms" | "onGone">> = {}): void {
  dismiss();
  last += 1;
  notice.set({ id: last, text, ms: LASTS_MS, ...more });
}

export function dismiss(): void {
  const gone = notice.get();
  notice.set(null);
  gone?.onGone?.();
}

export function act(): void {
  const taken = notice.get();
  notice.set(null);
  taken?.action?.run();
}
