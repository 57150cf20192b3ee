/** The outbox as features use it: write, try again, take back. What is in it survives a reload. */

import { newId } from "../lib/ids.ts";
import { allKept, forget, keep } from "../lib/kept.ts";
import type { Pending } from "../store/state.ts";
import { dispatch, getState } from "../store/store.ts";
import { link } from "./running.ts";
import { Sender } from "./sender.ts";

const STALE_MS = 24 * 3_600_000;
export const STALE = "Written more than a day ago.";

/** A message as IndexedDB keeps it, with who wrote it in which tab. */
interface Kept {
  id: string;
  user: string;
  tab: string;
  channel: string;
  body: string;
  at: number;
}

const tab = newId();
const tabLock = (name: string) => `parley-tab-${name}`;

export const sender = new Sender({
  send: (frame) => link()?.send(frame) ?? false,
  onSent: (id) => void forget(id),
});

export function write(channel: string, body: string): Pending {
  const pending: Pending = { id: newId(), channel, body, at: Date.now(), state: "waiting" };
  dispatch({ type: "wrote", pending: [pending] });
  const { id, at } = pending;
  void keep({ id, user: getState().me!.id, tab, channel, body, at } satisfies Kept);
  sender.pump();
  return pending;
}

/** The same id again: if the first try did arrive, the server knows it. */
export function tryAgain(channel: string, id: string): void {
  dispatch({ type: "pending", channel, id, change: { state: "waiting", reason: undefined } });
  sender.pump();
}

export function withdraw(channel: string, id: string): void {
  dispatch({ type: "withdrew", channel, id });
  void forget(id);
}

export function withdrawAll(): void {
  for (const { channel, id } of Object.values(getState().outbox).flat()) withdraw(channel, id);
}

/** Takes over what was left here: by this page before a reload, or by a tab that is gone. */
export async function restore(user: string): Promise<void> {
  holdTab();
  const [kept, open] = await Promise.all([allKept<Kept>(), openTabs()]);
  const mine = kept.filter((one) => one.user === user && !open.has(tabLock(one.tab)));
  if (getState().me?.id !== user) return;
  const pending = mine.map(({ id, channel, body, at }): Pending => {
    const stale = Date.now() - at > STALE_MS;
    return { id, channel, body, at, state: stale ? "failed" : "waiting", reason: stale ? STALE : undefined };
  });
  dispatch({ type: "wrote", pending: pending.toSorted((a, b) => (a.id < b.id ? -1 : 1)) });
  for (const one of mine) void keep({ ...one, tab });
  sender.pump();
}

/** For as long as the page lives, others see that this tab sends its own. */
function holdTab(): void {
  void navigator.locks?.request(tabLock(tab), () => new Promise(() => undefined));
}

// Without locks every tab adopts everything: the ids keep it from arriving twice.
async function openTabs(): Promise<Set<string>> {
  const held = (await navigator.locks?.query())?.held ?? [];
  return new Set(held.map(({ name }) => name ?? ""));
}
