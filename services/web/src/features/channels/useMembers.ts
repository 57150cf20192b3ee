/** Who is in a channel, loaded when it is looked at. */

import { useCallback, useEffect, useState } from "react";

import { listMembers } from "../../api/channels.ts";
import { collect } from "../../api/lists.ts";
import { meet } from "../../realtime/strangers.ts";

export interface Members {
  /** Ids; undefined until they are here. */
  ids: string[] | undefined;
  failed: boolean;
  load: () => void;
}

export function useMembers(channel: string): Members {
  const [ids, setIds] = useState<string[]>();
  const [failed, setFailed] = useState(false);
  const load = useCallback(() => {
    setFailed(false);
    collect(
      (cursor) => listMembers(channel, cursor),
      ({ members }) => members,
    ).then(
      (members) => {
        const found = members.map(({ user }) => user);
        setIds(found);
        meet(found);
      },
      () => setFailed(true),
    );
  }, [channel]);
  useEffect(load, [load]);
  return { ids, failed, load };
}
