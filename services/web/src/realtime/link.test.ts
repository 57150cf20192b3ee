// @vitest-environment happy-dom
/** The link: comes back after whatever ends a socket, in its own time or at once. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { FakeSocket } from "../testing/FakeSocket.ts";
import { backoffMs } from "./backoff.ts";
import { Link, linkState } from "./link.ts";

let link: Link;
const onFrame = vi.fn();
const onLost = vi.fn();
const onRefused = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.spyOn(Math, "random").mockReturnValue(1);
  vi.clearAllMocks();
  FakeSocket.all = [];
  link = new Link({
    url: () => "ws://127.0.0.1/ws",
    hello: () => ({ type: "hello", epoch: "epoch", cursors: { "user:me": 3 } }),
    onFrame,
    onLost,
    onRefused,
  });
  link.start();
});

afterEach(() => {
  link.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("it speaks parley.v1 and says hello with its cursors", () => {
  FakeSocket.last.open();

  expect(FakeSocket.last.protocol).toBe("parley.v1");
  expect(FakeSocket.last.sent).toEqual([{ type: "hello", epoch: "epoch", cursors: { "user:me": 3 } }]);
});

test("it is open only after welcome", () => {
  FakeSocket.last.open();
  expect(link.send({ type: "ping" })).toBe(false);

  FakeSocket.last.say({ type: "welcome", user: "me", session: null, epoch: "epoch", heads: {} });

  expect(linkState.get().phase).toBe("open");
  expect(link.send({ type: "ping" })).toBe(true);
});

test("it waits longer after each failure, up to half a minute", () => {
  expect([1, 2, 3, 4, 5, 6, 7].map((failures) => backoffMs(failures, () => 1))).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
  ]);
  expect(backoffMs(1, () => 0)).toBe(500);

  FakeSocket.last.welcome();
  FakeSocket.last.close();
  expect(linkState.get()).toMatchObject({ phase: "lost", nextTryAt: Date.now() + 1_000 });
  vi.advanceTimersByTime(1_000);
  FakeSocket.last.close();

  expect(FakeSocket.all).toHaveLength(2);
  expect(linkState.get().nextTryAt).toBe(Date.now() + 2_000);
});

test("it tries at once when the network is back or somebody looks", () => {
  FakeSocket.last.welcome();
  FakeSocket.last.close();

  window.dispatchEvent(new Event("online"));
  expect(FakeSocket.all).toHaveLength(2);

  FakeSocket.last.close();
  window.dispatchEvent(new Event("focus"));
  expect(FakeSocket.all).toHaveLength(3);
});

test("silence is asked about, and given up if no answer comes", () => {
  FakeSocket.last.welcome();
  vi.advanceTimersByTime(25_000);
  expect(FakeSocket.last.sent.at(-1)).toEqual({ type: "ping" });

  FakeSocket.last.say({ type: "pong" });
  vi.advanceTimersByTime(25_000 + 9_999);
  expect(linkState.get().phase).toBe("open");

  vi.advanceTimersByTime(1);
  expect(linkState.get().phase).toBe("lost");
  expect(onLost).toHaveBeenCalledOnce();
});

test("a bye says how long to stay away", () => {
  FakeSocket.last.welcome();

  FakeSocket.last.say({ type: "bye", reason: "restart", retry_after: 7 });

  expect(linkState.get()).toMatchObject({ phase: "lost", nextTryAt: Date.now() + 7_000 });
});

test("sockets that never get to welcome are looked into", () => {
  FakeSocket.last.close();
  expect(onRefused).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_000);

  FakeSocket.last.close();

  expect(onRefused).toHaveBeenCalledOnce();
});

test("a resume is immediate once, and takes its turn if it is needed again", () => {
  FakeSocket.last.welcome();
  link.resume();
  vi.advanceTimersByTime(0);
  expect(FakeSocket.all).toHaveLength(2);

  FakeSocket.last.welcome();
  link.resume();
  vi.advanceTimersByTime(0);
  expect(FakeSocket.all).toHaveLength(2);
  vi.advanceTimersByTime(1_000);
  expect(FakeSocket.all).toHaveLength(3);
});

test("nothing that an ended socket still says is heard", () => {
  const ended = FakeSocket.last;
  ended.welcome();
  ended.close();
  onFrame.mockClear();

  ended.say({ type: "pong" });

  expect(onFrame).not.toHaveBeenCalled();
});
