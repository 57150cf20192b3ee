/** Reports how far I have read: at once, then at most every two seconds, and when the page goes away. */

import { moveRead } from "../api/messages.ts";
import { dispatch, getState } from "../store/store.ts";
import { link } from "./running.ts";

const SPACING_MS = 2_000;

const waiting = new Map<string, number>();
let timer: ReturnType<typeof setTimeout> | undefined;

export function markRead(channel: string, seq: number): void {
  const { channels, reads } = getState();
  if (!(channel in channels) || seq <= Math.max(channels[channel]!.read, reads[channel] ?? 0)) return;
  dispatch({ type: "saw", channel, seq });
  waiting.set(channel, seq);
  if (timer === undefined) report();
}

function report(): void {
  timer = undefined;
  if (waiting.size === 0) return;
  for (const [channel, seq] of waiting) {
    // A frame that is lost with its socket is made up for by the next one: the pointer only grows.
    if (!link()?.send({ type: "read", channel, seq })) moveRead(channel, seq).catch(() => undefined);
  }
  waiting.clear();
  timer = setTimeout(report, SPACING_MS);
}

/** After a resume: what was seen and has not come back as an event is said again. */
export function repeatReads(): void {
  for (const [channel, seq] of Object.entries(getState().reads)) waiting.set(channel, seq);
  if (timer === undefined) report();
}

if (typeof document !== "undefined") {
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    for (const [channel, seq] of waiting) moveRead(channel, seq, true).catch(() => undefined);
    waiting.clear();
  });
}
