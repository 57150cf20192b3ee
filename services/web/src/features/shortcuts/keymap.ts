/** The keys, in one list: what the sheet prints is what the client does. */

import { isApple, MOD } from "../../lib/platform.ts";

export interface Shortcut {
  keys: string[];
  does: string;
}

const ALT = isApple ? "⌥" : "Alt";

export const KEYMAP: { where: string; shortcuts: Shortcut[] }[] = [
  {
    where: "Anywhere",
    shortcuts: [
      { keys: [MOD, "K"], does: "Jump to a channel or person" },
      { keys: [ALT, "↑", "↓"], does: "Previous, next channel" },
      { keys: [ALT, "⇧", "↑", "↓"], does: "Previous, next unread channel" },
      { keys: ["F6"], does: "Next part of the page" },
      { keys: ["⇧", "F6"], does: "Previous part of the page" },
      { keys: [MOD, "."], does: "Show or hide the sidebar" },
      { keys: [MOD, "/"], does: "This sheet" },
      { keys: ["esc"], does: "Close; else go to now; else mark read" },
      { keys: ["⇧", "esc"], does: "Mark everything read" },
    ],
  },
  {
    where: "Writing",
    shortcuts: [
      { keys: ["↵"], does: "Send" },
      { keys: ["⇧", "↵"], does: "New line" },
      { keys: ["↑"], does: "Edit your last message, in an empty box" },
    ],
  },
  {
    where: "Messages",
    shortcuts: [
      { keys: ["↑", "↓"], does: "Previous, next message; also K and J" },
      { keys: ["Home", "End"], does: "First, last of what is loaded" },
      { keys: ["PgUp", "PgDn"], does: "A screen up, down" },
      { keys: ["E"], does: "Edit" },
      { keys: ["⌫"], does: "Delete" },
      { keys: ["C"], does: "Copy text" },
      { keys: ["L"], does: "Copy link" },
      { keys: ["G", "U"], does: "Go to the unread line" },
      { keys: ["G", "N"], does: "Go to now" },
      { keys: ["?"], does: "This sheet" },
    ],
  },
];
