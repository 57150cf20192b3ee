/** The unread line of the open conversation: placed on opening, moved by what comes unseen. */

import { useLayoutEffect, useRef, useState } from "react";

import type { Range } from "../../store/state.ts";
import { readSeq, unreadOf } from "../../store/selectors.ts";
import { getState } from "../../store/store.ts";
import { lineAfter, type Line } from "../../store/unreadLine.ts";
import { isWatched } from "./dwell.ts";

export function useLine(channel: string, me: string, range: Range, isAtEnd: () => boolean) {
  const [line, setLine] = useState<Line | null>(() => {
    const { channels } = getState();
    const own = channels[channel];
    if (!own) return null;
    const { unread } = unreadOf(own, getState().reads[channel]);
    return lineAfter(null, { type: "opened", read: readSeq(getState(), channel), head: own.head, unread });
  });
  const last = range.messages.at(-1)?.seq ?? 0;
  /** Messages up to here have been dealt with; 0 until the live end was shown once. */
  const known = useRef(0);

  useLayoutEffect(() => {
    if (range.after) return;
    const news = known.current === 0 ? [] : range.messages.filter(({ seq }) => seq > known.current);
    known.current = Math.max(known.current, last);
    const own = getState().channels[channel];
    if (news.length === 0 || !own) return;
    const watched = isWatched() && isAtEnd();
    const read = readSeq(getState(), channel);
    setLine((old) =>
      news.reduce((at, { author, seq }) => {
        if (author === me) return lineAfter(at, { type: "acked" });
        const unread = unreadOf(own, read).unread;
        return lineAfter(at, { type: "arrived", seq, read, unread, watched });
      }, old),
    );
  }, [channel, me, range, last, isAtEnd]);

  return { line, clear: () => setLine((old) => lineAfter(old, { type: "cleared" })) };
}
