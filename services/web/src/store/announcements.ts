/** What is said to those who listen: the last sentence, with a number so that a repeat is said again. */

import { cell } from "./cell.ts";

export const announcement = cell<{ id: number; text: string }>({ id: 0, text: "" });

export function announce(text: string): void {
  announcement.set(({ id }) => ({ id: id + 1, text }));
}
