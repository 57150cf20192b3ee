/** The stretch of history that is shown: the live one, or the one around a seq that was asked for. */

import { useEffect } from "react";

import type { Place } from "../../api/messages.ts";
import { loadPage } from "../../realtime/pages.ts";
import { placeOf } from "../../store/ranges.ts";
import type { History, Range } from "../../store/state.ts";
import { useStore } from "../../store/store.ts";

const EMPTY: Range = { messages: [], before: true, after: false };

export interface Shown {
  range: Range;
  /** False until the first page is here. */
  loaded: boolean;
}

export function rangeFor(history: History | undefined, seq: number | null): Range | undefined {
  if (!history) return undefined;
  if (seq === null) {
    const last = history.ranges.at(-1);
    return last && !last.after ? last : undefined;
  }
  const index = placeOf(history.ranges, seq);
  return index === undefined ? undefined : history.ranges[index];
}

/** The page that shows a seq; null is now. */
export function pageOf(seq: number | null): Place {
  return seq === null ? {} : { around: seq };
}

/** Loads what is missing; `ready` holds that back until events of the channel follow. */
export function useRange(channel: string, seq: number | null, ready: boolean): Shown {
  const history = useStore((state) => state.histories[channel]);
  const range = rangeFor(history, seq);
  const loaded = range !== undefined;
  useEffect(() => {
    if (!loaded && ready) void loadPage(channel, pageOf(seq));
  }, [channel, seq, loaded, ready]);
  return { range: range ?? EMPTY, loaded };
}
