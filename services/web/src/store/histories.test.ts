/** History: pages and events in any order make one truth, without holes and without repeats. */

import { expect, test } from "vitest";

import type { Place } from "../api/messages.ts";
import type { Message, Page, StreamEvent } from "../api/types.ts";
import { boot, channel, event, GENERAL, MEI, message, posted } from "../testing/made.ts";
import { reduce } from "./reduce.ts";
import { EMPTY, type Range, type State } from "./state.ts";

const page = (from: number, to: number, before: boolean, after: boolean): Page => ({
  messages: Array.from({ length: to - from + 1 }, (_, i) => message(from + i)),
  has_more_before: before,
  has_more_after: after,
});
const start = (head: number) => reduce(EMPTY, { type: "booted", boot: boot([channel({ head })]) });
const seqs = (range: Range | undefined) => range?.messages.map(({ seq }) => seq);

test("what comes while the newest page is on its way stands behind it", () => {
  const waiting = reduce(start(10), { type: "events", events: [posted(11), posted(12)] });

  const state = reduce(waiting, {
    type: "paged",
    channel: GENERAL,
    place: {},
    page: page(8, 11, true, false),
    asOf: 10,
  });

  expect(seqs(state.histories[GENERAL]!.ranges[0])).toEqual([8, 9, 10, 11, 12]);
});

test("an edit that comes while its page is on its way is not lost", () => {
  const edited = message(9, { version: 11, body: "Edited" });
  const waiting = reduce(start(10), { type: "events", events: [event("message.edited", 11, edited)] });

  const state = reduce(waiting, {
    type: "paged",
    channel: GENERAL,
    place: {},
    page: page(8, 10, false, false),
    asOf: 10,
  });

  expect(state.histories[GENERAL]!.ranges[0]!.messages[1]!.body).toBe("Edited");
});

test("pages that meet become one stretch, and those that do not stay apart", () => {
  let state = start(100);
  state = reduce(state, {
    type: "paged",
    channel: GENERAL,
    place: {},
    page: page(80, 100, true, false),
    asOf: 100,
  });
  state = reduce(state, {
    type: "paged",
    channel: GENERAL,
    place: { around: 30 },
    page: page(20, 40, true, true),
    asOf: 100,
  });
  expect(state.histories[GENERAL]!.ranges).toHaveLength(2);

  state = reduce(state, {
    type: "paged",
    channel: GENERAL,
    place: { before: 80 },
    page: page(41, 79, true, true),
    asOf: 100,
  });
  state = reduce(state, {
    type: "paged",
    channel: GENERAL,
    place: { after: 40 },
    page: page(41, 60, true, true),
    asOf: 100,
  });

  const [only, ...rest] = state.histories[GENERAL]!.ranges;
  expect(rest).toEqual([]);
  expect(only).toMatchObject({ before: true, after: false });
  expect(only!.messages).toHaveLength(81);
});

test("an empty page closes the side that was asked for", () => {
  let state = start(3);
  state = reduce(state, {
    type: "paged",
    channel: GENERAL,
    place: {},
    page: page(2, 3, true, false),
    asOf: 3,
  });
  const none = { messages: [], has_more_before: false, has_more_after: true };
  state = reduce(state, { type: "paged", channel: GENERAL, place: { before: 2 }, page: none, asOf: 3 });

  expect(state.histories[GENERAL]!.ranges).toMatchObject([{ before: false, after: false }]);
});

/** A server with a log, from which pages are cut at any moment and events come late. */
class Log {
  events: StreamEvent[] = [];
  messages: Message[] = [];

  write(random: () => number): void {
    const seq = this.events.length + 1;
    const old = this.messages[Math.floor(random() * this.messages.length)];
    if (old && random() < 0.3) {
      const changed = { ...old, version: seq, body: `${old.body}!` };
      this.messages = this.messages.map((one) => (one.id === old.id ? changed : one));
      this.events.push(event("message.edited", seq, changed));
    } else {
      const made = message(seq, { author: MEI });
      this.messages.push(made);
      this.events.push(event("message.posted", seq, made));
    }
  }

  page(place: { before?: number; after?: number; around?: number }, limit: number): Page {
    const { messages: all } = this;
    const found = (seq: number) => {
      const at = all.findIndex((one) => one.seq >= seq);
      return at < 0 ? all.length : at;
    };
    let from = Math.max(0, all.length - limit);
    let to = all.length;
    if (place.before !== undefined)
      [from, to] = [Math.max(0, found(place.before) - limit), found(place.before)];
    if (place.after !== undefined) {
      from = found(place.after + 1);
      to = Math.min(all.length, from + limit);
    }
    if (place.around !== undefined) {
      from = Math.max(0, found(place.around) - limit / 2);
      to = Math.min(all.length, from + limit);
    }
    return { messages: all.slice(from, to), has_more_before: from > 0, has_more_after: to < all.length };
  }
}

test("in any interleaving of pages and events the stretches are true", () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = generator(seed);
    const log = new Log();
    while (log.events.length < 30) log.write(random);
    let state: State = start(30);
    let delivered = 30;
    const flying: { place: Place; page: Page; asOf: number }[] = [];

    for (let step = 0; step < 60; step += 1) {
      const dice = random();
      if (dice < 0.4) log.write(random);
      else if (dice < 0.6) {
        const upTo = delivered + Math.ceil(random() * (log.events.length - delivered));
        state = reduce(state, { type: "events", events: log.events.slice(delivered, upTo) });
        delivered = Math.max(delivered, upTo);
      } else if (dice < 0.8) {
        const ranges = state.histories[GENERAL]?.ranges ?? [];
        const range = ranges[Math.floor(random() * ranges.length)];
        const places: Place[] = [
          {},
          { around: Math.ceil(random() * log.events.length) },
          ...(range ? [{ before: range.messages[0]!.seq }, { after: range.messages.at(-1)!.seq }] : []),
        ];
        const place = places[Math.floor(random() * places.length)]!;
        // The server answers from what is committed, which may be ahead of the events.
        flying.push({ place, page: log.page(place, 8), asOf: state.cursors[`channel:${GENERAL}`]! });
      } else if (flying.length > 0) {
        const [{ place, page: answer, asOf }] = flying.splice(Math.floor(random() * flying.length), 1) as [
          (typeof flying)[number],
        ];
        state = reduce(state, { type: "paged", channel: GENERAL, place, page: answer, asOf });
      }
    }
    state = reduce(state, { type: "events", events: log.events.slice(delivered) });

    for (const range of state.histories[GENERAL]?.ranges ?? []) {
      const [first, last] = [range.messages[0]!.seq, range.messages.at(-1)!.seq];
      const truth = log.messages.filter(({ seq }) => seq >= first && seq <= last);
      expect(range.messages, `seed ${seed}`).toEqual(truth);
      if (!range.after) expect(last, `seed ${seed}`).toBe(log.messages.at(-1)!.seq);
      if (!range.before) expect(first, `seed ${seed}`).toBe(log.messages[0]!.seq);
    }
  }
});

/** Mulberry32: the same numbers for the same seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
