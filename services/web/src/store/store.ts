/** The state, held once; components read it through `useStore`. */

import { useSyncExternalStore } from "react";

import { reduce } from "./reduce.ts";
import { EMPTY, type Input, type State } from "./state.ts";

let state = EMPTY;
const listeners = new Set<() => void>();

export function getState(): State {
  return state;
}

export function dispatch(input: Input): void {
  const next = reduce(state, input);
  if (next === state) return;
  state = next;
  for (const listener of [...listeners]) listener();
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** `select` must give the same thing for the same state: a part of it, not something made from it. */
export function useStore<T>(select: (state: State) => T): T {
  return useSyncExternalStore(subscribe, () => select(state));
}
