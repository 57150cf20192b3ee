/** Says aloud who mentioned me in a channel that is not on the screen. */

import { useEffect, useRef } from "react";

import { announce } from "../store/announcements.ts";
import { nameOf } from "../store/selectors.ts";
import { getState, useStore } from "../store/store.ts";
import { words } from "./words.ts";

export function useMentions(open: string | null): void {
  const channels = useStore((state) => state.channels);
  const before = useRef(channels);

  useEffect(() => {
    for (const channel of Object.values(channels)) {
      const old = before.current[channel.id];
      const last = channel.fresh.at(-1);
      if (channel === old || channel.id === open || !last?.mention) continue;
      if (last.seq <= (old?.fresh.at(-1)?.seq ?? old?.head ?? last.seq)) continue;
      announce(words.mentioned(nameOf(getState().users, last.author), channel.name ?? ""));
    }
    before.current = channels;
  }, [channels, open]);
}
