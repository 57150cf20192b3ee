/** What was typed and not sent, by conversation or edited message; kept on this device. */

import { keysUnder, load, save } from "../lib/storage.ts";
import { cell } from "./cell.ts";
import { getState } from "./store.ts";

const WITHIN_MS = 150;

/** The slots that hold something, for the pencil in the sidebar. */
export const draftSlots = cell<ReadonlySet<string>>(new Set());

const unsaved = new Map<string, string>();
let timer: ReturnType<typeof setTimeout> | undefined;

const key = (slot: string) => `draft:${getState().me?.id}:${slot}`;

export function loadDraft(slot: string): string {
  return unsaved.get(slot) ?? load(key(slot)) ?? "";
}

export function keepDraft(slot: string, text: string): void {
  unsaved.set(slot, text);
  timer ??= setTimeout(saveDrafts, WITHIN_MS);
  const holds = text.trim() !== "";
  if (holds === draftSlots.get().has(slot)) return;
  draftSlots.set((old) => {
    const next = new Set(old);
    if (holds) next.add(slot);
    else next.delete(slot);
    return next;
  });
}

export function saveDrafts(): void {
  clearTimeout(timer);
  timer = undefined;
  for (const [slot, text] of unsaved) {
    // Where storage is full or closed it stays in memory, and is lost only with the page.
    if (save(key(slot), text.trim() === "" ? null : text)) unsaved.delete(slot);
  }
}

/** Those that are on this device already. */
export function findDrafts(): void {
  const start = key("");
  draftSlots.set(new Set(keysUnder(start).map((found) => found.slice(start.length))));
}

export function forgetDrafts(): void {
  unsaved.clear();
  for (const found of keysUnder(key(""))) save(found, null);
  draftSlots.set(new Set());
}

if (typeof window !== "undefined") window.addEventListener("pagehide", saveDrafts);
