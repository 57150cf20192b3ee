/** Says what arrives in the open conversation: one sentence, or how many where they come thick. */

import { useEffect, useRef } from "react";

import type { Channel, Message } from "../../api/types.ts";
import { announce } from "../../store/announcements.ts";
import { nameOf } from "../../store/selectors.ts";
import type { Range } from "../../store/state.ts";
import { getState } from "../../store/store.ts";
import { words } from "./words.ts";

const BATCH_MS = 3_000;

export function useAnnounced(channel: Channel, range: Range, me: string, atEnd: boolean): void {
  const known = useRef(0);
  const batch = useRef<Message[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    const last = range.messages.at(-1)?.seq ?? 0;
    if (range.after) return;
    const news = known.current === 0 ? [] : range.messages.filter(({ seq }) => seq > known.current);
    known.current = Math.max(known.current, last);
    const others = news.filter(({ author }) => author !== me);
    if (others.length === 0 || !atEnd) return;
    // The first is said at once; what follows within three seconds is counted.
    if (timer.current === undefined && others.length === 1) say(others[0]!);
    else batch.current.push(...others);
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      const count = batch.current.length;
      if (count === 1) say(batch.current[0]!);
      else if (count > 1) announce(words.batch(count, channel.name ?? ""));
      batch.current = [];
    }, BATCH_MS);
  }, [channel, range, me, atEnd]);

  useEffect(() => () => clearTimeout(timer.current), []);
}

function say({ author, body }: Message): void {
  announce(words.said(nameOf(getState().users, author), body ?? ""));
}
