/** Loads pages of history into the store, each at most once at a time. */

import { getPage, type Place } from "../api/messages.ts";
import { cell } from "../store/cell.ts";
import { isCurrent } from "../store/histories.ts";
import { dispatch, getState } from "../store/store.ts";
import { meet } from "./strangers.ts";

// Events outran a page so often only if something is badly wrong: then an error is better than a loop.
const TRIES = 3;

export type Loading = "loading" | "failed";

/** By channel and place. */
export const loadings = cell<Record<string, Loading>>({});

export function loadingKey(channel: string, place: Place): string {
  return `${channel} ${Object.entries(place).flat().join(" ")}`;
}

export async function loadPage(channel: string, place: Place): Promise<boolean> {
  const key = loadingKey(channel, place);
  if (loadings.get()[key] === "loading") return false;
  loadings.set((old) => ({ ...old, [key]: "loading" }));
  let done = false;
  try {
    for (let count = 0; count < TRIES && !done; count += 1) done = await loadOnce(channel, place);
  } catch {
    done = false; // shown beside the list, with a way to try again
  }
  loadings.set(({ [key]: _done, ...rest }) => (done ? rest : { ...rest, [key]: "failed" }));
  return done;
}

async function loadOnce(channel: string, place: Place): Promise<boolean> {
  const { epoch, cursors } = getState();
  const asOf = cursors[`channel:${channel}`] ?? 0;
  const page = await getPage(channel, place);
  const now = getState();
  // Started anew, or left, meanwhile: the page belongs to another world.
  if (now.epoch !== epoch || now.me === null) return false;
  if (!isCurrent(now.histories[channel], asOf)) return false;
  dispatch({ type: "paged", channel, place, page, asOf });
  meet(page.messages.flatMap(({ author, mentions }) => [author, ...mentions]));
  return true;
}
