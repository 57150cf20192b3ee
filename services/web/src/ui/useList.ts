/** A list that is loaded, and changed by buttons beside its rows. */

import { useCallback, useEffect, useState } from "react";

import { notDone } from "./useAction.ts";

export interface List<T> {
  items: T[] | undefined;
  fault: string | null;
  load: () => void;
  /** Runs a change, then loads again. */
  change: (action: () => Promise<unknown>) => Promise<void>;
}

/** `fetchAll` must be the same function each time. */
export function useList<T>(fetchAll: () => Promise<T[]>): List<T> {
  const [items, setItems] = useState<T[]>();
  const [fault, setFault] = useState<string | null>(null);
  const load = useCallback(() => {
    setFault(null);
    fetchAll().then(setItems, () => setFault("This could not be loaded."));
  }, [fetchAll]);
  useEffect(load, [load]);

  async function change(action: () => Promise<unknown>) {
    try {
      await action();
      load();
    } catch (error) {
      setFault(notDone(error));
    }
  }

  return { items, fault, load, change };
}
