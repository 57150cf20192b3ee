/** The unread line: where it stands, and when it moves. */

import { expect, test } from "vitest";

import { lineAfter, type Line } from "./unreadLine.ts";

const opened = (unread: number): Line | null =>
  lineAfter(null, { type: "opened", read: 10, head: 20, unread });
const arrived = (line: Line | null, seq: number, read: number, watched: boolean, unread = 1) =>
  lineAfter(line, { type: "arrived", seq, read, unread, watched });

test("it is placed on opening after what was read, with what is new", () => {
  expect(opened(3)).toMatchObject({ after: 10, until: 20, count: 3 });
  expect(opened(0)).toBeNull();
});

test("it does not move for what comes under the reader's eyes", () => {
  expect(arrived(opened(3), 21, 20, true)).toEqual(opened(3));
  expect(arrived(null, 21, 20, true)).toBeNull();
});

test("once passed, the next unseen message places it where reading stopped", () => {
  expect(arrived(opened(3), 21, 20, false)).toMatchObject({ after: 20, until: 21, count: 1 });
  expect(arrived(null, 21, 20, false)).toMatchObject({ after: 20, count: 1 });
});

test("not passed yet, it stays with its count, and what comes bears the bar", () => {
  expect(arrived(opened(3), 21, 10, false)).toMatchObject({ after: 10, until: 21, count: 3 });
});

test("placed while the reader is away, it counts until they are back", () => {
  const first = arrived(null, 21, 20, false);

  expect(arrived(first, 22, 20, false)).toMatchObject({ after: 20, until: 22, count: 2 });
});

test("it goes when my own message is in the log, and when it is cleared", () => {
  expect(lineAfter(opened(3), { type: "acked" })).toBeNull();
  expect(lineAfter(opened(3), { type: "cleared" })).toBeNull();
});
