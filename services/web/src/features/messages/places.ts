/** Where a conversation was left, and where to open one. */

import { firstAt } from "../../store/ranges.ts";
import type { Range, State } from "../../store/state.ts";
import type { Target } from "./geometry.ts";

/** The row that was on top, and how far down; or the end. */
export type Left = { key: string; seq: number; offset: number } | "end";

/** For as long as the page lives. */
export const left = new Map<string, Left>();

/** Unread that surely fits into the newest page with something above it. */
const NEAR = 40;

/** Around which seq to open: what the address asks for, where it was left, the unread line; null is now. */
export function openAround(channel: string, { channels }: State, at: number | null): number | null {
  if (at !== null) return at;
  const was = left.get(channel);
  if (was !== undefined) return was === "end" ? null : was.seq;
  const own = channels[channel];
  return own && own.unread > NEAR ? own.read : null;
}

/** The message nearest to a seq: it, or the first after it. */
export function nearest({ messages }: Range, seq: number): string | null {
  const at = Math.min(firstAt(messages, seq), messages.length - 1);
  return messages[at]?.id ?? null;
}

export const LINE_AT: Target["at"] = { share: 0.25, endIfItFits: true };
export const SOUGHT_SHARE = 1 / 3;

export function toEnd(id: number): Target {
  return { id, key: null, at: { share: 1 } };
}
