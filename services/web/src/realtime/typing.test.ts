// @vitest-environment happy-dom
/** Typing: said seldom, forgotten soon. */

import { beforeEach, expect, test, vi } from "vitest";

import type { ClientFrame } from "../api/types.ts";
import { dispatch } from "../store/store.ts";
import { boot, GENERAL, ME, MEI } from "../testing/made.ts";
import type { Link } from "./link.ts";
import { setLink } from "./running.ts";
import { lostTyping, sayTyping, someoneTypes, stoppedTyping, typists } from "./typing.ts";

const sent: ClientFrame[] = [];
const types = (user: string, thread: string | null = null) =>
  someoneTypes({ type: "typing", channel: GENERAL, user, thread });
const writing = () => (typists.get()[GENERAL] ?? []).map(({ user }) => user);

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(Date.now() + 60_000);
  sent.length = 0;
  setLink({ send: (frame: ClientFrame) => sent.push(frame) > 0 } as Link);
  dispatch({ type: "booted", boot: boot() });
  lostTyping();
});

test("it is said once in three seconds for a channel, however much is typed", () => {
  for (let i = 0; i < 10; i += 1) sayTyping(GENERAL);
  sayTyping("another");
  expect(sent.length).toBe(2);

  vi.advanceTimersByTime(3_000);
  sayTyping(GENERAL);
  expect(sent.at(-1)).toEqual({ type: "typing", channel: GENERAL });
  expect(sent.length).toBe(3);
});

test("who types is forgotten after six seconds, unless they go on", () => {
  types(MEI);
  types("user-jonas");
  vi.advanceTimersByTime(3_000);
  types(MEI);
  vi.advanceTimersByTime(3_000);
  expect(writing()).toEqual([MEI]);

  vi.advanceTimersByTime(3_000);
  expect(writing()).toEqual([]);
});

test("a message ends it at once, for its author only", () => {
  types(MEI);
  types("user-jonas");

  stoppedTyping(GENERAL, MEI);

  expect(writing()).toEqual(["user-jonas"]);
});

test("neither my own typing on another device nor that in a thread is shown", () => {
  types(ME);
  types(MEI, "thread");

  expect(writing()).toEqual([]);
});
