/** Editing and deleting what I wrote: shown at once, sent, and taken back where the server says no. */

import { Problem } from "../../api/http.ts";
import { deleteMessage, editMessage } from "../../api/messages.ts";
import type { Message } from "../../api/types.ts";
import { cell } from "../../store/cell.ts";
import { keepDraft } from "../../store/drafts.ts";
import { dismiss, say } from "../../store/notices.ts";
import { dispatch, getState } from "../../store/store.ts";
import { words } from "./words.ts";

/** The message that is edited in place, and what was wrong with the last try. */
export const editing = cell<{ id: string; error?: string } | null>(null);

export const slotOf = (id: string) => `edit:${id}`;

export function startEditing(id: string): void {
  editing.set({ id });
}

export function stopEditing(id: string): void {
  keepDraft(slotOf(id), "");
  editing.set((now) => (now?.id === id ? null : now));
}

export async function saveEdit(message: Message, body: string): Promise<void> {
  const { id } = message;
  stopEditing(id);
  if (body === message.body) return;
  dispatch({ type: "editing", id, body });
  try {
    dispatch({ type: "message", message: await editMessage(id, body) });
    settle(id, body);
  } catch (error) {
    settle(id, body);
    // What was typed comes back where it was typed, with the reason beside it.
    keepDraft(slotOf(id), body);
    editing.set({ id, error: words.notSaved(reason(error)) });
  }
}

/** A later edit of the same message keeps its own text. */
function settle(id: string, body: string): void {
  if (getState().edits[id] === body) dispatch({ type: "editing", id, body: null });
}

// Deletion is for good on the server, so it waits here for as long as it can be undone.
const UNDO_MS = 5_000;
const held = new Set<string>();

export function removeMessage(id: string): void {
  dispatch({ type: "deleting", id, held: true });
  held.add(id);
  const undo = () => {
    held.delete(id);
    dispatch({ type: "deleting", id, held: false });
  };
  say(words.deletedToast, {
    ms: UNDO_MS,
    action: { label: words.undo, run: undo },
    onGone: () => void commit(id),
  });
}

async function commit(id: string, keepalive = false): Promise<void> {
  if (!held.delete(id)) return;
  try {
    await deleteMessage(id, keepalive);
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return;
    dispatch({ type: "deleting", id, held: false });
    say(words.notDeleted(reason(error)));
  }
}

function reason(error: unknown): string {
  return error instanceof Problem ? error.detail : words.unreachable;
}

if (typeof window !== "undefined") {
  window.addEventListener("pagehide", () => {
    for (const id of [...held]) void commit(id, true);
    if (held.size > 0) dismiss();
  });
}
