/** Messages: stretches of each channel's history, kept true by events. */

import type { Place } from "../api/messages.ts";
import type { Message, Page, StreamEvent } from "../api/types.ts";
import { isInChannel } from "./channels.ts";
import { Draft } from "./draft.ts";
import { firstAt, joinRanges, placeOf, replaceIn } from "./ranges.ts";
import type { History, Range } from "./state.ts";

const MAX_RECENT = 200;
/** Rows kept of a conversation that is not open. */
export const MAX_ROWS = 3_000;

const NONE: History = { ranges: [], recent: [], recentFrom: 0 };

type Histories = Record<string, History>;

export function historiesAfter(histories: Histories, me: string, events: StreamEvent[]): Histories {
  const draft = new Draft(histories);
  for (const [channel, changes] of byChannel(events)) {
    draft.set(channel, withChanges(draft.value[channel] ?? NONE, changes));
  }
  for (const event of events) {
    if (event.kind === "member.left" && event.stream.startsWith("user:") && event.data.user === me) {
      draft.delete(event.data.channel);
    }
  }
  return draft.value;
}

function byChannel(events: StreamEvent[]): Map<string, Message[]> {
  const changes = new Map<string, Message[]>();
  for (const event of events) {
    switch (event.kind) {
      case "message.posted":
      case "message.edited":
      case "message.deleted":
      case "message.previewed": {
        if (!isInChannel(event.data)) continue;
        const list = changes.get(event.data.channel);
        if (list) list.push(event.data);
        else changes.set(event.data.channel, [event.data]);
      }
    }
  }
  return changes;
}

/** A message that a range holds is replaced; a new one goes to the live end; the rest waits in `recent`. */
export function withChanges(history: History, changes: Message[]): History {
  let { ranges, recent, recentFrom } = history;
  const added: Message[] = [];
  const last = ranges.at(-1);
  const live = last !== undefined && !last.after ? last : undefined;
  let end = live?.messages.at(-1)?.seq ?? (live ? 0 : Infinity);
  for (const message of changes) {
    if (message.seq > end) {
      added.push(message);
      end = message.seq;
      continue;
    }
    const pending = added.findIndex(({ id }) => id === message.id);
    if (pending >= 0) {
      added[pending] = newer(added[pending]!, message);
      continue;
    }
    const replaced = replaceIn(ranges, message);
    if (replaced === undefined) recent = [...recent.filter(({ id }) => id !== message.id), message];
    else ranges = replaced;
  }
  if (added.length > 0) {
    const tail = ranges.at(-1)!;
    ranges = [...ranges.slice(0, -1), { ...tail, messages: [...tail.messages, ...added] }];
  }
  if (recent.length > MAX_RECENT) {
    const cut = recent.length - MAX_RECENT / 2;
    recentFrom = Math.max(recentFrom, ...recent.slice(0, cut).map(({ version }) => version));
    recent = recent.slice(cut);
  }
  return { ranges, recent, recentFrom };
}

/** The message with this seq, where the history has it. */
export function findMessage(history: History | undefined, seq: number): Message | undefined {
  for (const { messages } of history?.ranges ?? []) {
    const found = messages[firstAt(messages, seq)];
    if (found?.seq === seq) return found;
  }
  return history?.recent.find((message) => message.seq === seq);
}

/** Whether a page that was asked for at `asOf` can be made current by what events told since. */
export function isCurrent(history: History | undefined, asOf: number): boolean {
  return asOf >= (history?.recentFrom ?? 0);
}

export function withPage(history: History = NONE, place: Place, page: Page): History {
  const changed = new Map(history.recent.map((message) => [message.id, message]));
  const messages = page.messages
    .filter(isInChannel)
    .map((message) => newer(message, changed.get(message.id) ?? message));
  const range: Range = { messages, before: page.has_more_before, after: page.has_more_after };
  if (!range.after) {
    // What came while the page was on its way belongs behind it.
    const end = messages.at(-1)?.seq ?? ("after" in place ? place.after : 0);
    const later = history.recent.filter((message) => message.seq > end);
    range.messages = [...messages, ...later.toSorted((a, b) => a.seq - b.seq)];
  }
  const ranges = joinRanges(history.ranges, range, place);
  const recent = history.recent.filter((message) => placeOf(ranges, message.seq) === undefined);
  return { ...history, ranges, recent };
}

/** Only the newest rows of the conversations named; of the others nothing. */
export function trimmed(histories: Histories, keep: string[]): Histories {
  const kept = keep.flatMap((channel) => {
    const history = histories[channel];
    return history ? [[channel, short(history)] as const] : [];
  });
  return Object.fromEntries(kept);
}

function short(history: History): History {
  const last = history.ranges.at(-1);
  if (!last || last.messages.length <= MAX_ROWS) return history;
  const range = { ...last, before: true, messages: last.messages.slice(-MAX_ROWS) };
  return { ...history, ranges: [range] };
}

function newer(a: Message, b: Message): Message {
  return b.version > a.version ? b : a;
}
