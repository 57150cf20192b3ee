/** Reports how far I have read: at once, then at most every two seconds, and when the page goes away. */

import { moveRead } from "../api/messages.ts";
import { listed, unreadOf } from "../store/selectors.ts";
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

/** What is marked and not reported yet, for as long as that can be taken back. */
let held: { channel: string; seq: number; before: number | null }[] = [];

/** Marks everything read on the screen; nothing is told until `report`. Null where nothing is unread. */
export function markAllRead(): { undo: () => void; report: () => void } | null {
  const { channels, reads } = getState();
  const marks = listed(channels)
    .filter((channel) => unreadOf(channel, reads[channel.id]).unread > 0)
    .map(({ id, head }) => ({ channel: id, seq: head, before: reads[id] ?? null }));
  if (marks.length === 0) return null;
  held = marks;
  for (const { channel, seq } of marks) dispatch({ type: "saw", channel, seq });
  return {
    undo: () => {
      for (const mark of takeHeld(marks)) dispatch({ type: "unsaw", ...mark });
    },
    report: () => {
      for (const { channel, seq } of takeHeld(marks)) waiting.set(channel, seq);
      if (timer === undefined) report();
    },
  };
}

function takeHeld(marks: typeof held): typeof held {
  if (held === marks) held = [];
  return marks;
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
  window.addEventListener("pagehide", () => {
    for (const { channel, seq } of held) moveRead(channel, seq, true).catch(() => undefined);
  });
}
