/** Where we are: the browser's own history, watched. */

import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
if (typeof window !== "undefined") window.addEventListener("popstate", announce);

function announce() {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function navigate(to: string, options: { replace?: boolean } = {}): void {
  const here = window.location.pathname + window.location.search;
  if (to === here) return;
  if (options.replace) window.history.replaceState(null, "", to);
  else window.history.pushState(null, "", to);
  announce();
}

/** Path and query, one string: it changes when either does. */
export function useLocation(): URL {
  const href = useSyncExternalStore(subscribe, () => window.location.href);
  return new URL(href);
}
