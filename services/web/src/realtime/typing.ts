/** Who is writing: says that I am, and remembers of others for as long as that holds. */

import type { ServerFrame } from "../api/types.ts";
import { cell } from "../store/cell.ts";
import { getState } from "../store/store.ts";
import { link } from "./running.ts";

const SAID_EVERY_MS = 3_000;
const LASTS_MS = 6_000;

interface Typist {
  user: string;
  /** When it is over, in milliseconds, unless they go on. */
  until: number;
}

/** By channel; in the order in which they began. */
export const typists = cell<Record<string, Typist[]>>({});

const saidAt = new Map<string, number>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Called at each change of the text. */
export function sayTyping(channel: string): void {
  if (Date.now() - (saidAt.get(channel) ?? 0) < SAID_EVERY_MS) return;
  if (link()?.send({ type: "typing", channel })) saidAt.set(channel, Date.now());
}

export function someoneTypes(frame: Extract<ServerFrame, { type: "typing" }>): void {
  const { channel, user, thread } = frame;
  // Threads are not shown yet, so neither is who writes in them.
  if (thread !== null || user === getState().me?.id) return;
  const until = Date.now() + LASTS_MS;
  typists.set((old) => {
    const list = old[channel] ?? [];
    const known = list.some((one) => one.user === user);
    const next = known
      ? list.map((one) => (one.user === user ? { user, until } : one))
      : [...list, { user, until }];
    return { ...old, [channel]: next };
  });
  timer ??= setTimeout(forget, LASTS_MS);
}

/** Their message is here: whatever they write next they say anew. */
export function stoppedTyping(channel: string, user: string): void {
  if (!typists.get()[channel]?.some((one) => one.user === user)) return;
  keep((one, where) => where !== channel || one.user !== user);
}

/** The socket ended, and with it all that was known of others. */
export function lostTyping(): void {
  clearTimeout(timer);
  timer = undefined;
  typists.set({});
}

function forget(): void {
  timer = undefined;
  keep(({ until }) => until > Date.now());
  const ends = Object.values(typists.get()).flatMap((list) => list.map(({ until }) => until));
  if (ends.length > 0) timer = setTimeout(forget, Math.min(...ends) - Date.now());
}

function keep(stays: (one: Typist, channel: string) => boolean): void {
  typists.set((old) =>
    Object.fromEntries(
      Object.entries(old)
        .map(([channel, list]) => [channel, list.filter((one) => stays(one, channel))] as const)
        .filter(([, list]) => list.length > 0),
    ),
  );
}
