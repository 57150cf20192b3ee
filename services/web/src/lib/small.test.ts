/** Small helpers: ids, names, matching, days. */

import { expect, test } from "vitest";

import { newId } from "./ids.ts";
import { match } from "./match.ts";
import { channelName, initials, suggestHandle, tint } from "./names.ts";
import { cityOf, dayKey, timeIn } from "./time.ts";

test("ids are UUIDs of version 7 and sort by their time", () => {
  const [early, late] = [newId(1_000), newId(2_000)];

  expect(early).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(early < late).toBe(true);
  expect(newId(1_000)).not.toBe(early);
});

test("names shorten to what stands for them", () => {
  expect(initials("Mei Tanaka")).toBe("MT");
  expect(initials("Ingrid van der Berg")).toBe("IB");
  expect(initials("  ")).toBe("?");
  expect(suggestHandle("José María")).toBe("jose");
  expect(channelName("#Ferry Names")).toBe("ferry-names");
  expect(tint("any-id")).toBe(tint("any-id"));
});

test("a match at the start is better than one at a word, and that than one within", () => {
  const ranks = ["timetables", "sea-time", "overtime"].map((name) => match(name, "time")?.rank);

  expect(ranks).toEqual([1, 2, 3]);
  expect(match("timetables", "harbour")).toBeUndefined();
});

test("accents and case do not count in a match, and its place is right", () => {
  expect(match("Inácio Prado", "ACIO")).toMatchObject({ at: 2 });
  expect(match("İstanbul", "stan")).toMatchObject({ at: 1 });
});

test("days are those of the reader's clock", () => {
  const noon = new Date(2026, 10, 24, 12).getTime();

  expect(dayKey(noon)).toBe(dayKey(new Date(2026, 10, 24, 23, 59).getTime()));
  expect(dayKey(noon)).not.toBe(dayKey(new Date(2026, 10, 25, 0, 1).getTime()));
});

test("the time elsewhere is told with its day, and of an unknown zone nothing", () => {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const now = Date.UTC(2026, 10, 24, 12);

  expect(timeIn(here, now)!.days).toBe(0);
  expect(timeIn("Pacific/Kiritimati", Date.UTC(2026, 10, 24, 12))!.clock).toMatch(/2/);
  expect(timeIn("Europe/Nowhere")).toBeUndefined();
  expect(cityOf("America/Argentina/Buenos_Aires")).toBe("Buenos Aires");
});
