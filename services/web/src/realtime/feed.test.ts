// @vitest-environment happy-dom
/** The feed: missed events in one batch, live ones by frame, gaps noticed. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { dispatch, getState, subscribe } from "../store/store.ts";
import { boot, channel, GENERAL, ME, posted, STREAM } from "../testing/made.ts";
import { Feed } from "./feed.ts";

const onGap = vi.fn();
const onCaughtUp = vi.fn();
let feed: Feed;

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  dispatch({ type: "left" });
  dispatch({ type: "booted", boot: boot([channel({ head: 10, read: 10 })]) });
  feed = new Feed({ onGap, onCaughtUp });
});

afterEach(() => vi.useRealTimers());

const welcome = (head: number) =>
  feed.resumed({ type: "welcome", user: ME, session: null, epoch: "epoch", heads: { [STREAM]: head } });

test("what was missed is applied in one batch, once all of it is here", () => {
  const changed = vi.fn();
  const stop = subscribe(changed);
  welcome(13);
  feed.push(posted(11));
  feed.push(posted(12));
  expect(getState().channels[GENERAL]!.unread).toBe(0);

  feed.push(posted(13));

  expect(getState().channels[GENERAL]!.unread).toBe(3);
  expect(changed).toHaveBeenCalledOnce();
  expect(onCaughtUp).toHaveBeenCalledWith([posted(11), posted(12), posted(13)]);
  stop();
});

test("with nothing missed it is live at once", () => {
  welcome(10);

  expect(onCaughtUp).toHaveBeenCalledWith([]);
});

test("live events wait for the next frame and come together", () => {
  welcome(10);
  const changed = vi.fn();
  const stop = subscribe(changed);

  for (let seq = 11; seq <= 60; seq += 1) feed.push(posted(seq));
  expect(changed).not.toHaveBeenCalled();
  vi.advanceTimersByTime(250);

  expect(changed).toHaveBeenCalledOnce();
  expect(getState().channels[GENERAL]!.unread).toBe(50);
  stop();
});

test("a jump in seq asks for a resume, and nothing behind it is shown", () => {
  welcome(10);

  feed.push(posted(12));
  vi.advanceTimersByTime(250);

  expect(onGap).toHaveBeenCalledOnce();
  expect(getState().cursors[STREAM]).toBe(10);
});

test("what an ended socket left behind is dropped, for it comes again", () => {
  welcome(10);
  feed.push(posted(11));
  feed.lost();
  vi.advanceTimersByTime(250);
  expect(getState().cursors[STREAM]).toBe(10);

  welcome(11);
  feed.push(posted(11));

  expect(getState().cursors[STREAM]).toBe(11);
});

test("a catch-up that stalls is drawn as far as it came", () => {
  welcome(13);
  feed.push(posted(11));

  vi.advanceTimersByTime(10_000);

  expect(getState().cursors[STREAM]).toBe(11);
});
