/** Everything the client knows, and the only ways in which it may change. */

import type { Place } from "../api/messages.ts";
import type {
  Boot,
  BootChannel,
  ListedChannel,
  Me,
  Message,
  Page,
  StreamEvent,
  User,
  Workspace,
} from "../api/types.ts";

/** A channel that I am in. */
export interface MyChannel extends BootChannel {
  /** `fresh` holds each message posted after this seq that counts as unread. */
  since: number;
  fresh: { seq: number; mention: boolean; author: string }[];
  /** How many people are in it; null until that was asked for. */
  members: number | null;
}

/** A stretch of a channel's history without holes, ascending. */
export interface Range {
  messages: Message[];
  /** Whether the server has more before and after it. The one with nothing after it is live. */
  before: boolean;
  after: boolean;
}

export interface History {
  /** Ascending and apart from each other; between two of them lies a gap. */
  ranges: Range[];
  /** Messages that events told of and no range holds, for pages that were asked for before. */
  recent: Message[];
  /** `recent` is complete after this seq. */
  recentFrom: number;
}

export type PendingState = "waiting" | "sending" | "sent" | "failed";

/** A message of mine that the log has not shown yet. */
export interface Pending {
  id: string;
  channel: string;
  body: string;
  /** When it was written, in milliseconds. */
  at: number;
  state: PendingState;
  /** Why it failed, in words for a person. */
  reason?: string;
}

export interface State {
  me: Me | null;
  workspace: Workspace | null;
  session: string | null;
  epoch: string;
  wsUrl: string;
  users: Record<string, User>;
  /** Mine, by id. */
  channels: Record<string, MyChannel>;
  /** Those I see and am not in, as far as they were asked for. */
  others: Record<string, ListedChannel>;
  /** The last event applied, by stream. */
  cursors: Record<string, number>;
  histories: Record<string, History>;
  /** What I wrote and did and no event has confirmed yet; drawn over the rest. */
  outbox: Record<string, Pending[]>;
  edits: Record<string, string>;
  deletions: Record<string, true>;
  reads: Record<string, number>;
}

export const EMPTY: State = {
  me: null,
  workspace: null,
  session: null,
  epoch: "",
  wsUrl: "",
  users: {},
  channels: {},
  others: {},
  cursors: {},
  histories: {},
  outbox: {},
  edits: {},
  deletions: {},
  reads: {},
};

/** Snapshots of the server. */
export type Snapshot =
  | { type: "booted"; boot: Boot }
  /** `asOf` is the channel's cursor when the page was asked for. */
  | { type: "paged"; channel: string; place: Place; page: Page; asOf: number }
  | { type: "message"; message: Message }
  | { type: "users"; users: User[] }
  | { type: "channels"; channels: ListedChannel[] }
  | { type: "watched"; channel: string; head: number }
  | { type: "unwatched"; channel: string }
  | { type: "trimmed"; keep: string[] };

/** What I do, before the server has said anything to it. */
export type Intent =
  | { type: "wrote"; pending: Pending[] }
  | { type: "pending"; channel: string; id: string; change: Partial<Pending> }
  | { type: "withdrew"; channel: string; id: string }
  | { type: "editing"; id: string; body: string | null }
  | { type: "deleting"; id: string; held: boolean }
  | { type: "saw"; channel: string; seq: number }
  /** Back to what it was before `seq` was seen, where that has not been reported. */
  | { type: "unsaw"; channel: string; seq: number; before: number | null };

export type Input = Snapshot | Intent | { type: "events"; events: StreamEvent[] } | { type: "left" };
