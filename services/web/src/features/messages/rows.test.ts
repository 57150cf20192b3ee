/** The rows of a list: days, groups, the line, what waits. */

import { expect, test } from "vitest";

import type { Pending, Range } from "../../store/state.ts";
import { GENERAL, ME, MEI, message } from "../../testing/made.ts";
import { buildRows, type Shown } from "./rows.ts";

const range = (messages: Range["messages"], more: Partial<Range> = {}): Range => ({
  messages,
  before: true,
  after: false,
  ...more,
});
const rows = (shown: Partial<Shown>) =>
  buildRows({ me: ME, range: range([]), pending: [], edits: {}, deletions: {}, line: null, ...shown });
const keys = (shown: Partial<Shown>) => rows(shown).map(({ kind, key }) => (kind === "message" ? key : kind));
const pending: Pending = {
  id: "waits",
  channel: GENERAL,
  body: "Soon",
  at: Date.parse(message(5).at),
  state: "waiting",
};

test("the same author goes on without a head, until somebody else speaks or time passes", () => {
  const later = new Date(Date.parse(message(3).at) + 6 * 60_000).toISOString();
  const messages = [
    message(1),
    message(2),
    message(3, { author: ME }),
    message(4, { author: ME, sent_at: later }),
  ];

  const heads = rows({ range: range(messages) }).flatMap((row) => (row.kind === "message" ? [row.head] : []));

  expect(heads).toEqual([true, false, true, true]);
});

test("the line stands before the first message by someone else, and breaks the group", () => {
  const messages = [message(1), message(2, { author: ME }), message(3), message(4)];
  const line = { after: 1, until: 4, count: 2, unseen: false };

  const made = rows({ range: range(messages), line });

  expect(keys({ range: range(messages), line })).toEqual([
    "day",
    "message-1",
    "message-2",
    "line",
    "message-3",
    "message-4",
  ]);
  expect(made.at(-1)).toMatchObject({ isNew: true, lastNew: true, head: false });
  expect(made.at(-2)).toMatchObject({ isNew: true, lastNew: false, head: true });
});

test("what waits stands last, and only where the end of history is", () => {
  const messages = [message(1)];

  expect(keys({ range: range(messages), pending: [pending] })).toEqual(["day", "message-1", "waits"]);
  expect(keys({ range: range(messages, { after: true }), pending: [pending] })).toEqual(["day", "message-1"]);
});

test("a deleted message leaves a line only where replies hang on it", () => {
  const gone = { deleted_at: message(2).at, body: null };
  const replies = { count: 2, last_at: message(3).at, users: [MEI] };
  const messages = [message(1, gone), message(2, { ...gone, replies })];

  expect(keys({ range: range(messages) })).toEqual(["day", "message-2"]);
});

test("what I delete is gone at once, and what I edit shows its new text", () => {
  const messages = [message(1), message(2)];

  const made = rows({
    range: range(messages),
    deletions: { "message-1": true },
    edits: { "message-2": "New" },
  });

  expect(made).toMatchObject([{ kind: "day" }, { key: "message-2", body: "New" }]);
});

test("the beginning is shown only where it is loaded", () => {
  expect(keys({ range: range([], { before: false }) })).toEqual(["start"]);
  expect(keys({ range: range([]) })).toEqual([]);
});
