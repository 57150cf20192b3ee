/** The committed examples: what events make of a snapshot is the snapshot after, here as on the server. */

import { readdirSync, readFileSync } from "node:fs";

import { expect, test } from "vitest";

import type { Boot, ListedChannel, Message, StreamEvent, User } from "../api/types.ts";
import { reduce } from "./reduce.ts";
import { EMPTY, type Input, type State } from "./state.ts";

interface Snapshot {
  boot: Boot;
  users: User[];
  channels: ListedChannel[];
  histories: Record<string, Message[]>;
}

interface Example {
  about: string;
  before: Snapshot;
  events: StreamEvent[];
  after: Snapshot;
}

const FOLDER = new URL("../../../../shared/contracts/examples/", import.meta.url);
const examples = readdirSync(FOLDER).map((name): [string, Example] => [
  name.replace(".json", ""),
  JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")) as Example,
]);

/** Everything loaded, and every channel that I am not in looked into. */
function loaded({ boot, users, channels, histories }: Snapshot): State {
  const inputs: Input[] = [
    { type: "booted", boot },
    { type: "users", users },
    { type: "channels", channels },
    ...channels.map(({ id, head }): Input => ({ type: "watched", channel: id, head })),
    ...channels.map(({ id, head }): Input => {
      const page = { messages: histories[id]!, has_more_before: false, has_more_after: false };
      return { type: "paged", channel: id, place: {}, page, asOf: head };
    }),
  ];
  return inputs.reduce(reduce, EMPTY);
}

/** What a person could see of a state, as far as they had loaded it before. */
function view(state: State, before: State, left: string[]) {
  // What I leave is forgotten, and loaded anew when it is opened again.
  const kept = Object.keys(before.histories).filter((id) => id in before.channels && !left.includes(id));
  // A guest is not told of people; everybody else is.
  const users = state.me?.role === "guest" ? {} : state.users;
  return {
    me: state.me,
    workspace: state.workspace,
    users,
    channels: mapped(state.channels, ({ since: _since, fresh: _fresh, members, ...row }) => ({
      ...row,
      // Of a channel that came since nobody has asked.
      members: row.id in before.channels ? members : undefined,
    })),
    others: mapped(
      Object.fromEntries(Object.entries(state.others).filter(([id]) => id in before.others)),
      ({ head: _head, ...row }) => row,
    ),
    histories: Object.fromEntries(kept.map((id) => [id, state.histories[id]?.ranges.map(shown)])),
    cursors: Object.fromEntries(Object.entries(state.cursors).filter(([stream]) => isMine(stream, state))),
  };
}

/** Threads are not drawn yet: what hangs on a root comes with the next event of its own. */
function shown({ messages }: { messages: Message[] }): Message[] {
  return messages.map((message) => ({ ...message, thread: null, replies: null }));
}

function isMine(stream: string, { channels }: State): boolean {
  return !stream.startsWith("channel:") || stream.slice("channel:".length) in channels;
}

function mapped<T, U>(rows: Record<string, T>, change: (row: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(rows).map(([id, row]) => [id, change(row)]));
}

test.each(examples)("%s: the events make the snapshot after", (_name, { before, events, after }) => {
  const start = loaded(before);

  const inOne = reduce(start, { type: "events", events });
  const oneByOne = events.reduce((state, event) => reduce(state, { type: "events", events: [event] }), start);

  const left = events.flatMap(({ kind, stream, data }) =>
    kind === "member.left" && stream.startsWith("user:") ? [data.channel] : [],
  );
  expect(view(oneByOne, start, left)).toEqual(view(loaded(after), start, left));
  expect(view(inOne, start, left)).toEqual(view(oneByOne, start, left));
});
