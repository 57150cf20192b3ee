/** Looks into a public channel that I am not in: its events come for as long as somebody looks. */

import { newId } from "../lib/ids.ts";
import type { Ack } from "../api/types.ts";
import { dispatch, getState } from "../store/store.ts";
import { link } from "./running.ts";

const asked = new Map<string, (head: number) => void>();

/** Resolves once events follow; false where they can't now. */
export async function watch(channel: string): Promise<boolean> {
  const ref = newId();
  const stream = `channel:${channel}`;
  if (stream in getState().cursors) return true;
  if (!link()?.send({ type: "watch", stream, ref })) return false;
  const head = await new Promise<number>((resolve) => asked.set(ref, resolve));
  dispatch({ type: "watched", channel, head });
  return true;
}

export function unwatch(channel: string): void {
  if (channel in getState().channels) return;
  link()?.send({ type: "unwatch", stream: `channel:${channel}` });
  dispatch({ type: "unwatched", channel });
}

export function watchAnswered({ ref, head }: Ack): void {
  if (ref === undefined || head === undefined) return;
  asked.get(ref)?.(head);
  asked.delete(ref);
}
