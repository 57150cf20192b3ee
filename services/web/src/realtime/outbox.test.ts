// @vitest-environment happy-dom
/** The outbox over reloads: what was written is there again, once, and under its id. */

import "fake-indexeddb/auto";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { allKept, forget, keep } from "../lib/kept.ts";
import { dispatch, getState } from "../store/store.ts";
import { boot, GENERAL, ME } from "../testing/made.ts";
import { restore, STALE, withdraw, write } from "./outbox.ts";

beforeEach(async () => {
  vi.spyOn(Date, "now").mockReturnValue(1_800_000_000_000);
  for (const { id } of await allKept<{ id: string }>()) await forget(id);
  dispatch({ type: "left" });
  dispatch({ type: "booted", boot: boot() });
});

afterEach(() => vi.restoreAllMocks());

const kept = (id: string, more: object = {}) =>
  keep({ id, user: ME, tab: "gone", channel: GENERAL, body: id, at: Date.now(), ...more });

test("what is written is painted at once and kept", async () => {
  const { id } = write(GENERAL, "Hello");

  expect(getState().outbox[GENERAL]).toMatchObject([{ id, body: "Hello", state: "waiting" }]);
  await vi.waitFor(async () => expect(await allKept()).toMatchObject([{ id, body: "Hello", user: ME }]));
});

test("what is taken back is kept no more", async () => {
  const { id } = write(GENERAL, "Hello");
  await vi.waitFor(async () => expect(await allKept()).toHaveLength(1));

  withdraw(GENERAL, id);

  expect(getState().outbox).toEqual({});
  await vi.waitFor(async () => expect(await allKept()).toEqual([]));
});

test("after a reload it waits again, in the order in which it was written", async () => {
  await kept("b");
  await kept("a");
  await kept("c", { user: "somebody else" });

  await restore(ME);

  expect(getState().outbox[GENERAL]!.map(({ id, state }) => `${id} ${state}`)).toEqual([
    "a waiting",
    "b waiting",
  ]);
});

test("what is older than a day is not sent without being asked", async () => {
  await kept("old", { at: Date.now() - 25 * 3_600_000 });

  await restore(ME);

  expect(getState().outbox[GENERAL]).toMatchObject([{ state: "failed", reason: STALE }]);
});
