// @vitest-environment happy-dom
/** Marking everything read: shown at once, told when it can't be taken back any more. */

import { beforeEach, expect, test, vi } from "vitest";

import { unreadOf } from "../store/selectors.ts";
import { dispatch, getState } from "../store/store.ts";
import { boot, channel } from "../testing/made.ts";
import { markAllRead, markRead } from "./reads.ts";

const asked: string[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  asked.length = 0;
  vi.stubGlobal("fetch", (url: string, { body }: { body: string }) => {
    asked.push(`${url.split("/").at(-2)} ${JSON.parse(body).seq}`);
    return Promise.resolve(new Response(null, { status: 204 }));
  });
  dispatch({ type: "left" });
  dispatch({
    type: "booted",
    boot: boot([
      channel({ id: "harbour", name: "harbour", head: 9, read: 4, unread: 5 }),
      channel({ id: "design", name: "design", head: 3, read: 3 }),
      channel({ id: "night", name: "night", head: 7, read: 2, unread: 2, mentions: 1 }),
    ]),
  });
  vi.runAllTimers();
});

const unread = () =>
  Object.values(getState().channels).map((one) => unreadOf(one, getState().reads[one.id]).unread);

test("all that is unread is read at once, and told when its time has come", () => {
  const marked = markAllRead()!;

  expect(unread()).toEqual([0, 0, 0]);
  expect(asked).toEqual([]);
  marked.report();
  expect(asked.toSorted()).toEqual(["harbour 9", "night 7"]);
});

test("taken back, it is as unread as before, and nothing is told", () => {
  markRead("harbour", 6);
  vi.runAllTimers();
  const before = unread();
  asked.length = 0;

  markAllRead()!.undo();
  vi.runAllTimers();

  expect(unread()).toEqual(before);
  expect(asked).toEqual([]);
});

test("where nothing is unread there is nothing to mark", () => {
  markAllRead()!.report();

  expect(markAllRead()).toBeNull();
});
