/** What I wrote and did that no event has shown yet: drawn over the rest, gone when the event is here. */

import type { Message, StreamEvent } from "../api/types.ts";
import type { Intent, Pending, State } from "./state.ts";

type Own = Pick<State, "outbox" | "edits" | "deletions" | "reads">;

/** Only these: a whole state that is passed in must not come out again over newer parts of itself. */
const pick = ({ outbox, edits, deletions, reads }: Own): Own => ({ outbox, edits, deletions, reads });

export function ownAfterIntent(own: Own, intent: Intent): Own {
  switch (intent.type) {
    case "wrote":
      return { ...own, outbox: intent.pending.reduce(written, own.outbox) };
    case "pending":
      return {
        ...own,
        outbox: inChannel(own.outbox, intent.channel, (list) =>
          list.map((one) => (one.id === intent.id ? { ...one, ...intent.change } : one)),
        ),
      };
    case "withdrew":
      return {
        ...own,
        outbox: inChannel(own.outbox, intent.channel, (list) => list.filter(({ id }) => id !== intent.id)),
      };
    case "editing":
      return { ...own, edits: entry(own.edits, intent.id, intent.body) };
    case "deleting":
      return { ...own, deletions: entry(own.deletions, intent.id, intent.held || null) };
    case "saw":
      if (intent.seq <= (own.reads[intent.channel] ?? 0)) return own;
      return { ...own, reads: { ...own.reads, [intent.channel]: intent.seq } };
    case "unsaw":
      if (own.reads[intent.channel] !== intent.seq) return own;
      return { ...own, reads: entry(own.reads, intent.channel, intent.before) };
  }
}

export function ownAfter(state: Own, events: StreamEvent[]): Own {
  let own = pick(state);
  for (const event of events) {
    if (event.kind === "message.posted") own = shown(own, [event.data]);
    else if (event.kind === "message.edited" && own.edits[event.data.id] === event.data.body) {
      own = { ...own, edits: entry(own.edits, event.data.id, null) };
    } else if (event.kind === "message.deleted" && event.data.id in own.deletions) {
      own = { ...own, deletions: entry(own.deletions, event.data.id, null) };
    } else if (event.kind === "read.moved" && event.data.seq >= (own.reads[event.data.channel] ?? Infinity)) {
      own = { ...own, reads: entry(own.reads, event.data.channel, null) };
    }
  }
  return own;
}

/** The outbox without what stands among these messages. */
export function shown(state: Own, messages: Message[]): Own {
  const own = pick(state);
  let outbox = own.outbox;
  for (const { id, channel } of messages) {
    if (!outbox[channel]?.some((one) => one.id === id)) continue;
    outbox = inChannel(outbox, channel, (list) => list.filter((one) => one.id !== id));
  }
  return outbox === own.outbox ? own : { ...own, outbox };
}

function written(outbox: State["outbox"], pending: Pending): State["outbox"] {
  return inChannel(outbox, pending.channel, (list) =>
    list.some(({ id }) => id === pending.id) ? list : [...list, pending],
  );
}

function inChannel(
  outbox: State["outbox"],
  channel: string,
  change: (list: Pending[]) => Pending[],
): State["outbox"] {
  const list = change(outbox[channel] ?? []);
  if (list.length > 0) return { ...outbox, [channel]: list };
  const { [channel]: _gone, ...rest } = outbox;
  return rest;
}

function entry<T>(record: Record<string, T>, key: string, value: T | null): Record<string, T> {
  if (value !== null) return { ...record, [key]: value };
  const { [key]: _gone, ...rest } = record;
  return rest;
}
