/** What a conversation needs before its messages: the channel itself, and its events. */

import { useCallback, useEffect, useState } from "react";

import { getChannel } from "../api/channels.ts";
import { Problem } from "../api/http.ts";
import { linkState } from "../realtime/link.ts";
import { unwatch, watch } from "../realtime/watching.ts";
import { useCell } from "../store/cell.ts";
import { dispatch, getState, useStore } from "../store/store.ts";

export type Fault = "missing" | "unreachable" | null;

interface Ready {
  /** The cursor of its stream is known: what is loaded from now on stays true. */
  ready: boolean;
  /** Null while it is not known. */
  members: number | null;
  fault: Fault;
  retry: () => void;
}

/** How many conversations stay in memory. */
const KEPT = 20;
const visited: string[] = [];

export function useChannel(id: string): Ready {
  const mine = useStore((state) => id in state.channels);
  const followed = useStore((state) => `channel:${id}` in state.cursors);
  const open = useCell(linkState).phase === "open";
  const [fault, setFault] = useState<Fault>(null);
  const members = useStore(
    ({ channels, others }) => channels[id]?.members ?? others[id]?.member_count ?? null,
  );

  const load = useCallback(() => {
    setFault(null);
    getChannel(id).then(
      (channel) => dispatch({ type: "channels", channels: [channel] }),
      (error: unknown) => {
        const refused = error instanceof Problem && error.status < 500;
        if (!(id in getState().channels)) setFault(refused ? "missing" : "unreachable");
      },
    );
  }, [id]);
  useEffect(load, [load, mine]);

  useEffect(() => {
    visited.splice(0, visited.length, id, ...visited.filter((one) => one !== id).slice(0, KEPT - 1));
    dispatch({ type: "trimmed", keep: visited });
  }, [id]);

  // Looking into a channel that is not mine: its events come while this page is open.
  useEffect(() => {
    if (!mine && open) void watch(id);
  }, [id, mine, open]);
  useEffect(() => () => unwatch(id), [id]);

  return { ready: followed, members, fault, retry: load };
}
