/** Answers that several places ask of the state. */

import type { Channel, User } from "../api/types.ts";
import { readTo } from "./channels.ts";
import type { MyChannel, State } from "./state.ts";

/** What is unread, what I saw and have not reported yet counted as read. */
export function unreadOf(channel: MyChannel, seen: number | undefined): { unread: number; mentions: number } {
  return seen === undefined ? channel : readTo(channel, seen);
}

/** The newest seq that I read, reported or not. */
export function readSeq(state: State, channel: string): number {
  return Math.max(state.channels[channel]?.read ?? 0, state.reads[channel] ?? 0);
}

export function findChannel(state: State, id: string): Channel | undefined {
  return state.channels[id] ?? state.others[id];
}

/** A person whom the list has not brought yet has no name for a moment. */
export function nameOf(users: Record<string, User>, id: string): string {
  return users[id]?.name ?? "…";
}

const collator = new Intl.Collator(undefined, { sensitivity: "base", numeric: true });

export function byName(a: { name: string | null }, b: { name: string | null }): number {
  return collator.compare(a.name ?? "", b.name ?? "");
}

/** My channels as the sidebar lists them; archived ones only where they are asked for. */
export function listed(channels: Record<string, MyChannel>): MyChannel[] {
  return Object.values(channels)
    .filter((channel) => channel.archived_at === null && channel.name !== null)
    .toSorted(byName);
}
