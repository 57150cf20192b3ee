/** What can be done with a message, for its toolbar, its menu and its keys alike. */

import type { Message } from "../../api/types.ts";
import { copyText } from "../../lib/clipboard.ts";
import { say } from "../../store/notices.ts";
import type { MenuItem } from "../../ui/Menu.tsx";
import { removeMessage, startEditing } from "./editing.ts";
import { words } from "./words.ts";

export function linkTo(message: Message): string {
  return `${window.location.origin}/channels/${message.channel}?at=${message.seq}`;
}

export async function copyMessage(message: Message): Promise<void> {
  say((await copyText(message.body ?? "")) ? words.textCopied : words.notCopied);
}

export async function copyLink(message: Message): Promise<void> {
  say((await copyText(linkTo(message))) ? words.linkCopied : words.notCopied);
}

export function menuFor(message: Message, me: string): MenuItem[] {
  const own = message.author === me && message.deleted_at === null;
  const items: MenuItem[] = [
    { label: words.copyText, icon: "copy", keyHint: "C", run: () => void copyMessage(message) },
    { label: words.copyLink, icon: "link", keyHint: "L", run: () => void copyLink(message) },
  ];
  if (!own) return items;
  return [
    ...items,
    { label: words.edit, icon: "pen", keyHint: "E", apart: true, run: () => startEditing(message.id) },
    { label: words.remove, icon: "trash", keyHint: "⌫", danger: true, run: () => removeMessage(message.id) },
  ];
}

/** The action of a single key in the list; undefined where the key means nothing for this message. */
export function actionOf(key: string, message: Message, me: string): (() => void) | undefined {
  const own = message.author === me && message.deleted_at === null;
  switch (key) {
    case "c":
    case "C":
      return () => void copyMessage(message);
    case "l":
    case "L":
      return () => void copyLink(message);
    case "e":
    case "E":
      return own ? () => startEditing(message.id) : undefined;
    case "Delete":
    case "Backspace":
      return own ? () => removeMessage(message.id) : undefined;
    default:
      return undefined;
  }
}
