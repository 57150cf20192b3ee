/** The sender: in order, one at a time in a channel, the same id for good. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { ClientFrame } from "../api/types.ts";
import { dispatch, getState } from "../store/store.ts";
import { boot, GENERAL } from "../testing/made.ts";
import { Sender } from "./sender.ts";

let open: boolean;
let sent: ClientFrame[];
const onSent = vi.fn();
let sender: Sender;

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  open = true;
  sent = [];
  dispatch({ type: "left" });
  dispatch({ type: "booted", boot: boot() });
  sender = new Sender({
    send: (frame) => {
      if (open) sent.push(frame);
      return open;
    },
    onSent,
  });
});

afterEach(() => vi.useRealTimers());

function write(id: string, channel = GENERAL): void {
  dispatch({ type: "wrote", pending: [{ id, channel, body: id, at: 0, state: "waiting" }] });
  sender.pump();
}
const ids = () => sent.map((frame) => ("id" in frame ? frame.id : frame.type));
const states = () => (getState().outbox[GENERAL] ?? []).map(({ id, state }) => `${id} ${state}`);

test("the next message of a channel goes when the one before is answered", () => {
  write("one");
  write("two");
  write("elsewhere", "other");
  expect(ids()).toEqual(["one", "elsewhere"]);

  sender.answered({ type: "ack", id: "one", seq: 1 });

  expect(ids()).toEqual(["one", "elsewhere", "two"]);
  expect(states()).toEqual(["one sent", "two sending"]);
  expect(onSent).toHaveBeenCalledWith("one");
});

test("a refused message says why and blocks nothing", () => {
  write("one");
  write("two");

  sender.answered({ type: "error", id: "one", code: "not_a_member", detail: "Join it first." });

  expect(states()).toEqual(["one failed", "two sending"]);
  expect(getState().outbox[GENERAL]![0]!.reason).toBe("Join it first.");
});

test("without an answer in 15 seconds it is not sent, and a late answer counts", () => {
  write("one");
  write("two");

  vi.advanceTimersByTime(15_000);
  expect(states()).toEqual(["one failed", "two sending"]);
  sender.answered({ type: "ack", id: "one", seq: 1 });

  expect(states()).toEqual(["one sent", "two sending"]);
});

test("what was on its way when the socket ended goes again, under the same id and in order", () => {
  write("one");
  write("two");
  open = false;
  sender.lost();
  write("three");
  expect(states()).toEqual(["one waiting", "two waiting", "three waiting"]);

  open = true;
  for (const id of ["one", "two", "three"]) {
    sender.pump();
    sender.answered({ type: "ack", id, seq: 1 });
  }

  expect(ids()).toEqual(["one", "one", "two", "three"]);
});

test("where the server is crowded the message waits its turn, and those behind it too", () => {
  write("one");
  write("two");

  sender.answered({ type: "error", id: "one", code: "rate_limited", detail: "Wait." });
  expect(states()).toEqual(["one waiting", "two waiting"]);
  vi.advanceTimersByTime(1_000);

  expect(ids()).toEqual(["one", "one"]);
});
