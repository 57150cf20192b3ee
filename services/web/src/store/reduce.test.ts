/** The reducers: snapshots, events in order, what is unread, what waits. */

import { expect, test } from "vitest";

import { boot, channel, event, GENERAL, ME, MEI, message, posted, STREAM, user } from "../testing/made.ts";
import { hasGap } from "./cursors.ts";
import { reduce } from "./reduce.ts";
import { EMPTY, type Input, type State } from "./state.ts";

const after = (...inputs: Input[]): State => inputs.reduce(reduce, EMPTY);
const events = (...list: ReturnType<typeof event>[]): Input => ({ type: "events", events: list });
const booted = (...channels: ReturnType<typeof channel>[]): Input => ({
  type: "booted",
  boot: boot(channels.length > 0 ? channels : undefined),
});

test("an event is applied once, however often it comes", () => {
  const once = after(booted(), events(posted(1)));
  const twice = reduce(once, events(posted(1)));

  expect(twice).toBe(once);
  expect(once.channels[GENERAL]).toMatchObject({ head: 1, unread: 1 });
});

test("nothing behind a jump in seq is applied, and the jump is noticed", () => {
  const batch = [posted(1), posted(3)];

  const state = after(booted(), { type: "events", events: batch });

  expect(state.cursors[STREAM]).toBe(1);
  expect(state.channels[GENERAL]!.unread).toBe(1);
  expect(hasGap(state.cursors, batch)).toBe(true);
  expect(hasGap(state.cursors, [posted(1)])).toBe(false);
});

test("events of a stream that is not followed are no gap", () => {
  const stranger = event("message.posted", 7, message(7), "channel:elsewhere");

  const state = after(booted(), events(stranger));

  expect(hasGap(state.cursors, [stranger])).toBe(false);
});

test("my own messages are never unread, and replies do not count for the channel", () => {
  const state = after(
    booted(),
    events(
      posted(1, { author: ME }),
      posted(2, { thread: "message-1" }),
      posted(3, { thread: "message-1", also_to_channel: true }),
      posted(4, { mentions: [ME] }),
    ),
  );

  expect(state.channels[GENERAL]).toMatchObject({ unread: 2, mentions: 1, head: 4 });
});

test("a deleted message is unread no more", () => {
  const gone = message(1, { version: 2, deleted_at: "2026-11-24T10:00:00.000000Z", body: null });

  const state = after(booted(), events(posted(1, { mentions: [ME] }), event("message.deleted", 2, gone)));

  expect(state.channels[GENERAL]).toMatchObject({ unread: 0, mentions: 0 });
});

test("reading moves the count, whichever stream is faster", () => {
  const moved = event(
    "read.moved",
    1,
    { channel: GENERAL, thread: null, seq: 1, unread: 0, mentions: 0 },
    `user:${ME}`,
  );

  const messageFirst = after(booted(), events(posted(1), posted(2), moved));
  const readFirst = after(booted(), events(posted(1), moved, posted(2)));

  expect(messageFirst.channels[GENERAL]).toMatchObject({ read: 1, unread: 1 });
  expect(readFirst.channels[GENERAL]).toMatchObject({ read: 1, unread: 1 });
});

test("where reading stopped before the snapshot, the server counts", () => {
  const moved = event(
    "read.moved",
    1,
    { channel: GENERAL, thread: null, seq: 4, unread: 6, mentions: 1 },
    `user:${ME}`,
  );

  const state = after(booted(channel({ head: 10, unread: 9, mentions: 2 })), events(moved));

  expect(state.channels[GENERAL]).toMatchObject({ read: 4, unread: 6, mentions: 1 });
});

test("a channel that I join comes with its stream, and goes when I leave", () => {
  const joined = channel({ id: "harbour", name: "harbour", head: 5, read: 5 });
  const join = event(
    "member.joined",
    1,
    { channel: "harbour", user: ME, by: MEI, stream: "channel:harbour", after: 5, joined },
    `user:${ME}`,
  );
  const next = event("message.posted", 6, message(6, { channel: "harbour" }), "channel:harbour");
  const leave = event(
    "member.left",
    2,
    { channel: "harbour", user: ME, by: ME, stream: "channel:harbour" },
    `user:${ME}`,
  );

  const inside = after(booted(), events(join, next));
  const outside = reduce(inside, events(leave));

  expect(inside.channels.harbour).toMatchObject({ unread: 1 });
  expect(inside.cursors["channel:harbour"]).toBe(6);
  expect(outside.channels.harbour).toBeUndefined();
  expect(outside.cursors["channel:harbour"]).toBeUndefined();
});

test("what waits leaves the outbox when its own event comes", () => {
  const pending = { id: "message-1", channel: GENERAL, body: "Hello", at: 0, state: "sending" as const };
  const waiting = after(booted(), { type: "wrote", pending: [pending] });

  const state = reduce(waiting, events(posted(1, { author: ME })));

  expect(waiting.outbox[GENERAL]).toEqual([pending]);
  expect(state.outbox).toEqual({});
});

test("what waits leaves the outbox when a page shows it", () => {
  const pending = { id: "message-1", channel: GENERAL, body: "Hello", at: 0, state: "sent" as const };
  const page = { messages: [message(1, { author: ME })], has_more_before: false, has_more_after: false };

  const state = after(
    booted(),
    { type: "wrote", pending: [pending] },
    { type: "paged", channel: GENERAL, place: {}, page, asOf: 0 },
  );

  expect(state.outbox).toEqual({});
});

test("a fresh start keeps what waits, and forgets it when somebody else signs in", () => {
  const pending = { id: "message-9", channel: GENERAL, body: "Hello", at: 0, state: "waiting" as const };
  const state = after(booted(), { type: "wrote", pending: [pending] });
  const other = boot();
  other.me = { ...other.me, id: MEI };

  expect(reduce(state, booted()).outbox[GENERAL]).toHaveLength(1);
  expect(reduce(state, { type: "booted", boot: other }).outbox).toEqual({});
});

test("who becomes a guest loses the workspace's stream, and who is one no longer gets it", () => {
  const own = `user:${ME}`;
  const changed = (seq: number, role: "guest" | "member", after: number) =>
    event("user.role_changed", seq, { ...user(ME, { role }), stream: "workspace:workspace", after }, own);

  const guest = after(booted(), events(changed(1, "guest", 4)));
  expect(guest.cursors).not.toHaveProperty("workspace:workspace");
  expect(guest.me!.role).toBe("guest");

  const member = reduce(guest, events(changed(2, "member", 9)));
  expect(member.cursors["workspace:workspace"]).toBe(9);
});
