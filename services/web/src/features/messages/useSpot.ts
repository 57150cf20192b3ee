/** Where in a conversation we are: around which seq, and which row to go to next. */

import { useCallback, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";

import { getState } from "../../store/store.ts";
import type { Target } from "./geometry.ts";
import { left, LINE_AT, nearest, openAround, SOUGHT_SHARE, toEnd, type Left } from "./places.ts";
import type { Row } from "./rows.ts";
import type { Shown } from "./useRange.ts";

const HIGHLIGHT_MS = 2_000;

/** Around which seq to look; null is now. */
export function useAround(channel: string, at: number | null) {
  const [around, setAround] = useState(() => openAround(channel, getState(), at));
  const [asked, setAsked] = useState(at);
  if (asked !== at) {
    // The address asks for another place in the same conversation.
    setAsked(at);
    if (at !== null) setAround(at);
  }
  return [around, setAround] as const;
}

/** The row to go to: on opening, when the address asks for one, and whenever `go` is called. */
export function useTarget(
  channel: string,
  at: number | null,
  around: number | null,
  shown: Shown,
  rows: Row[],
) {
  const [target, setTarget] = useState<Target>(toEnd(0));
  const [sought, setSought] = useState<string | null>(null);
  const { range, loaded } = shown;
  // Read while no list is mounted: a list that is tells where it is, which at first is nowhere yet.
  const before = useRef<{ was: Left | undefined }>(null!);
  before.current ??= { was: left.get(channel) };

  const go = useCallback((key: string | null, where: Target["at"]) => {
    setTarget(({ id }) => ({ id: id + 1, key, at: where }));
  }, []);

  const arrive = useEffectEvent(() => {
    const has = (wanted: string) => rows.some(({ key }) => key === wanted);
    if (at !== null) {
      const key = nearest(range, at);
      if (key === null) return;
      go(key, { share: SOUGHT_SHARE });
      setSought(key);
      return;
    }
    const { was } = before.current;
    if (was !== undefined && was !== "end" && has(was.key)) go(was.key, { pixels: was.offset });
    else if (was === undefined && has("line")) go("line", LINE_AT);
    else go(null, { share: 1 });
  });

  // Whenever there is something to show after there was not, and for each place that the address asks
  // for; before it is painted.
  const arrived = useRef<{ at: number | null } | null>(null);
  useLayoutEffect(() => {
    if (!loaded) {
      arrived.current = null;
      before.current = { was: left.get(channel) };
    }
    if (!loaded || (at !== null && around !== at) || arrived.current?.at === at) return;
    const opening = arrived.current === null;
    arrived.current = { at };
    if (opening || at !== null) arrive();
  }, [channel, at, around, loaded]);

  useEffect(() => {
    if (sought === null) return;
    const timer = setTimeout(() => setSought(null), HIGHLIGHT_MS);
    return () => clearTimeout(timer);
  }, [sought]);

  return { target, sought, go };
}
