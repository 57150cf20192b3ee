/** Keys that work anywhere in the workspace. */

import { useEffect } from "react";

import { navigate } from "../lib/location.ts";
import { isMod } from "../lib/platform.ts";
import { markAllRead } from "../realtime/reads.ts";
import { dialog, openDialog } from "../store/dialogs.ts";
import { say } from "../store/notices.ts";
import { listed, unreadOf } from "../store/selectors.ts";
import { getState } from "../store/store.ts";
import { sidebarHidden } from "./sidebar.ts";
import { words } from "./words.ts";

export function useGlobalKeys(open: string | null): void {
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.isComposing || dialog.get() !== null) return;
      const action = actionOf(event, open);
      if (!action) return;
      event.preventDefault();
      action();
    }
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [open]);
}

function actionOf(event: KeyboardEvent, open: string | null): (() => void) | undefined {
  const { key, altKey, shiftKey } = event;
  if (isMod(event) && !altKey && key.toLowerCase() === "k") return () => openDialog({ kind: "palette" });
  if (isMod(event) && !altKey && key === ".") return () => sidebarHidden.set((old) => !old);
  if (isMod(event) && !altKey && key === "/") return () => openDialog({ kind: "shortcuts" });
  if (altKey && !isMod(event) && (key === "ArrowUp" || key === "ArrowDown")) {
    return () => step(open, key === "ArrowUp" ? -1 : 1, shiftKey);
  }
  if (key === "Escape" && shiftKey && !altKey && !isMod(event)) return readAll;
  if (key === "F6") return () => nextRegion(shiftKey ? -1 : 1);
  if (key === "?" && !isTyping(event.target as Element)) return () => openDialog({ kind: "shortcuts" });
  return undefined;
}

function readAll(): void {
  const marked = markAllRead();
  if (marked === null) return say(words.nothingUnread);
  say(words.allRead, { action: { label: words.undo, run: marked.undo }, onGone: marked.report });
}

function isTyping(element: Element): boolean {
  return element.matches("input, textarea, select, [contenteditable]");
}

/** The channel before or after the open one, around the ends. */
function step(open: string | null, by: number, onlyUnread: boolean): void {
  const { channels, reads } = getState();
  const all = listed(channels).filter(
    (one) => one.id === open || !onlyUnread || unreadOf(one, reads[one.id]).unread > 0,
  );
  const at = all.findIndex(({ id }) => id === open);
  const next = all[(Math.max(at, by > 0 ? at : 0) + by + all.length) % all.length];
  if (next && next.id !== open) navigate(`/channels/${next.id}`);
}

const REGIONS = [
  ".side nav a, .side nav button",
  "#messages article[tabindex='0']",
  ".compose-wrap textarea",
];

function nextRegion(by: number): void {
  const found = REGIONS.map((selector) => document.querySelector<HTMLElement>(selector)).filter(
    (element) => element !== null && element.checkVisibility(),
  );
  const active = document.activeElement;
  const at = found.findIndex((element) =>
    element!.closest(".side, #messages, .compose-wrap")?.contains(active),
  );
  found[(at + by + found.length) % found.length]?.focus();
}
