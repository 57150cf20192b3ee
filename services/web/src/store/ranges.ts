/** Stretches of history: finding a message in them, and joining a page to them. */

import type { Place } from "../api/messages.ts";
import type { Message } from "../api/types.ts";
import type { Range } from "./state.ts";

/** The index of the first message at or after `seq`. */
export function firstAt(messages: Message[], seq: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (messages[middle]!.seq < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index of the range whose stretch covers `seq`. */
export function placeOf(ranges: Range[], seq: number): number | undefined {
  const index = ranges.findIndex(({ messages, before, after }) => {
    const from = messages[0]?.seq ?? 0;
    const to = messages.at(-1)?.seq ?? 0;
    return (seq >= from || !before) && (seq <= to || !after);
  });
  return index < 0 ? undefined : index;
}

/** The ranges with this version of a message in place of an older one; undefined where none holds it. */
export function replaceIn(ranges: Range[], message: Message): Range[] | undefined {
  for (const [i, range] of ranges.entries()) {
    const at = firstAt(range.messages, message.seq);
    const old = range.messages[at];
    if (old?.id !== message.id) continue;
    if (old.version >= message.version) return ranges;
    return ranges.with(i, { ...range, messages: range.messages.with(at, message) });
  }
  return undefined;
}

/**
 * The ranges with one more, joined to those that it overlaps or was asked for next to.
 *
 * A page before or after a seq touches the range whose edge that seq is, even if they share no message.
 */
export function joinRanges(ranges: Range[], page: Range, place: Place): Range[] {
  const isEdge = (range: Range) =>
    ("before" in place && place.before === span(range)[0]) ||
    ("after" in place && place.after === span(range)[1]);
  if (page.messages.length === 0) {
    if (ranges.length === 0) return [page];
    // Nothing more on that side.
    return ranges.map((range) => (isEdge(range) ? closed(range, page, place) : range));
  }

  const touching: Range[] = [];
  const apart: Range[] = [];
  for (const range of ranges) {
    if (range.messages.length === 0) continue;
    (isEdge(range) || overlap(range, page) ? touching : apart).push(range);
  }
  const joined = touching.reduce(merge, page);
  return withOneEnd([...apart, joined].toSorted((a, b) => span(a)[0] - span(b)[0]));
}

function span({ messages }: Range): [number, number] {
  return [messages[0]?.seq ?? 0, messages.at(-1)?.seq ?? 0];
}

function overlap(a: Range, b: Range): boolean {
  return span(a)[0] <= span(b)[1] && span(a)[1] >= span(b)[0];
}

function closed(range: Range, page: Range, place: Place): Range {
  return "before" in place ? { ...range, before: page.before } : { ...range, after: page.after };
}

/** Only the newest range can be the end: an older one that says so has been overtaken. */
function withOneEnd(ranges: Range[]): Range[] {
  return ranges.map((range, i) =>
    i < ranges.length - 1 && !range.after ? { ...range, after: true } : range,
  );
}

function merge(a: Range, b: Range): Range {
  const byId = new Map<string, Message>();
  for (const message of [...a.messages, ...b.messages]) {
    const known = byId.get(message.id);
    if (known === undefined || message.version > known.version) byId.set(message.id, message);
  }
  const [aFrom, aTo] = span(a);
  const [bFrom, bTo] = span(b);
  return {
    messages: [...byId.values()].toSorted((x, y) => x.seq - y.seq),
    before: aFrom === bFrom ? a.before && b.before : (aFrom < bFrom ? a : b).before,
    after: aTo === bTo ? a.after && b.after : (aTo > bTo ? a : b).after,
  };
}
