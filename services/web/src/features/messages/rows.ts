/** What the list shows, row by row: days, the unread line, messages, and what waits to be sent. */

import type { Message } from "../../api/types.ts";
import { dayKey } from "../../lib/time.ts";
import type { Pending, Range } from "../../store/state.ts";
import type { Line } from "../../store/unreadLine.ts";

export interface MessageRowData {
  kind: "message";
  key: string;
  message: Message;
  /** The text as I changed it, where the event has not confirmed that yet. */
  body: string | null;
  /** Shows author and time; else it continues the one above. */
  head: boolean;
  isNew: boolean;
  /** The last with a change bar. */
  lastNew: boolean;
  pending: Pending | undefined;
}

export type Row =
  | { kind: "start"; key: "start" }
  | { kind: "day"; key: string; at: string }
  | { kind: "line"; key: "line"; count: number }
  | MessageRowData;

export interface Shown {
  me: string;
  range: Range;
  pending: Pending[];
  edits: Record<string, string>;
  deletions: Record<string, true>;
  line: Line | null;
}

const GROUPED_WITHIN_MS = 5 * 60_000;

export function buildRows({ me, range, pending, edits, deletions, line }: Shown): Row[] {
  const rows: Row[] = range.before ? [] : [{ kind: "start", key: "start" }];
  let above: Message | undefined;
  let day: string | undefined;
  let lineDrawn = line === null;
  let lastNew: MessageRowData | undefined;

  function add(message: Message, waits?: Pending): void {
    if (!isShown(message) || message.id in deletions) return;
    const today = dayKey(message.sent_at);
    if (today !== day) {
      rows.push({ kind: "day", key: `day ${today}`, at: message.sent_at });
      day = today;
      above = undefined;
    }
    const others = message.author !== me && waits === undefined;
    if (!lineDrawn && others && message.seq > line!.after) {
      rows.push({ kind: "line", key: "line", count: line!.count });
      lineDrawn = true;
      above = undefined;
    }
    const row: MessageRowData = {
      kind: "message",
      key: message.id,
      message,
      body: edits[message.id] ?? message.body,
      head: above === undefined || !continues(above, message),
      isNew: line !== null && others && message.seq > line.after && message.seq <= line.until,
      lastNew: false,
      pending: waits,
    };
    if (row.isNew) lastNew = row;
    rows.push(row);
    above = message;
  }

  for (const message of range.messages) add(message);
  // Unsent rows stay last, in the order in which they were written; before now there is no place for them.
  if (!range.after) for (const waits of pending) add(asMessage(waits, me), waits);
  if (lastNew) lastNew.lastNew = true;
  return rows;
}

/** A deleted message leaves one line, and only where replies hang on it. */
function isShown(message: Message): boolean {
  return message.deleted_at === null || (message.replies?.count ?? 0) > 0;
}

function continues(above: Message, message: Message): boolean {
  const apart = Date.parse(message.sent_at) - Date.parse(above.sent_at);
  return above.author === message.author && apart < GROUPED_WITHIN_MS && above.deleted_at === null;
}

const made = new WeakMap<Pending, Message>();

/** What waits, as the message that it will be: one object for one pending, so that its row stays. */
function asMessage(pending: Pending, me: string): Message {
  const known = made.get(pending);
  if (known) return known;
  const at = new Date(pending.at).toISOString();
  const message: Message = {
    id: pending.id,
    seq: Number.MAX_SAFE_INTEGER,
    version: 0,
    channel: pending.channel,
    thread: null,
    also_to_channel: false,
    author: me,
    body: pending.body,
    mentions: [],
    at,
    sent_at: at,
    edited_at: null,
    deleted_at: null,
    reactions: [],
    files: [],
    previews: [],
    replies: null,
  };
  made.set(pending, message);
  return message;
}
