/** Strangers: asked for once, a few at a time, and only when the list is in. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { dispatch, getState } from "../store/store.ts";
import { boot, event, GENERAL, MEI, posted, user } from "../testing/made.ts";
import { forgetStrangers, listIsIn, meet, meetThoseOf } from "./strangers.ts";

let asked: string[];
let inFlight: number;
let most: number;
let answer: (id: string) => Response;

beforeEach(() => {
  vi.useFakeTimers();
  dispatch({ type: "left" });
  dispatch({ type: "booted", boot: boot() });
  [asked, inFlight, most] = [[], 0, 0];
  answer = (id) => Response.json(user(id));
  vi.stubGlobal("fetch", async (url: string) => {
    const id = url.split("/").pop()!;
    asked.push(id);
    most = Math.max(most, (inFlight += 1));
    await new Promise((resolve) => setTimeout(resolve, 10));
    inFlight -= 1;
    return answer(id);
  });
});

afterEach(forgetStrangers);

const settle = () => vi.advanceTimersByTimeAsync(500);

test("an author who is not on the list gets their name, by one request", async () => {
  listIsIn();
  meetThoseOf(posted(1));
  meetThoseOf(posted(2, { mentions: ["user-ada"] }));
  await settle();
  meetThoseOf(posted(3));
  await settle();

  expect(asked).toEqual([MEI, "user-ada"]);
  expect(getState().users[MEI]!.name).toBe("mei");
});

test("nobody is asked for while the list is on its way, nor whom it brings", async () => {
  meet([MEI, "user-ada"]);
  await settle();
  expect(asked).toEqual([]);

  dispatch({ type: "users", users: [user(MEI)] });
  listIsIn();
  await settle();
  expect(asked).toEqual(["user-ada"]);
});

test("many are asked for a few at a time, and never more than 200", async () => {
  listIsIn();
  meet(Array.from({ length: 300 }, (_, i) => `user-${i}`));
  await vi.advanceTimersByTimeAsync(10_000);

  expect(asked.length).toBe(200);
  expect(most).toBe(4);
  expect(getState().users["user-299"]).toBeDefined();
});

test("one whom I may not see is asked for again only once I am in another channel", async () => {
  listIsIn();
  answer = () => Response.json({ status: 404, code: "not_found" }, { status: 404 });
  meet([MEI]);
  await settle();
  meet([MEI]);
  await settle();
  expect(asked).toEqual([MEI]);

  meetThoseOf(event("member.joined", 1, { channel: GENERAL } as never, "user:user-me"));
  meet([MEI]);
  await settle();
  expect(asked).toEqual([MEI, MEI]);
});

test("a request that fails is made again, later each time", async () => {
  listIsIn();
  answer = () => Response.json({ status: 503 }, { status: 503 });
  meet([MEI]);
  await settle();
  const soon = asked.length;
  answer = (id) => Response.json(user(id));
  await vi.advanceTimersByTimeAsync(30_000);

  expect(soon).toBeLessThan(4);
  expect(getState().users[MEI]!.name).toBe("mei");
});
