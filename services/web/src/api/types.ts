/** The shapes on the wire, in one place: everything imports them from here and from nowhere else. */

export type Role = "owner" | "admin" | "member" | "guest";
export type ChannelKind = "public" | "private" | "dm" | "group";

export interface User {
  id: string;
  handle: string;
  name: string;
  role: Role;
  is_bot: boolean;
  deactivated_at: string | null;
  created_at: string;
}

export interface Me extends User {
  email: string;
}

export interface Workspace {
  id: string;
  name: string;
}

export interface Channel {
  id: string;
  kind: ChannelKind;
  layout: "chat" | "topics";
  name: string | null;
  description: string;
  created_by: string | null;
  created_at: string;
  archived_at: string | null;
  version: number;
}

/** A channel as lists and single answers give it. */
export interface ListedChannel extends Channel {
  head: number;
  is_member: boolean;
  member_count: number;
}

/** A channel that I am in, with how far I have read. */
export interface BootChannel extends Channel {
  head: number;
  read: number;
  unread: number;
  mentions: number;
}

export interface Preview {
  url: string;
  title: string;
  description: string;
  site_name: string;
  image: null;
}

export interface Replies {
  count: number;
  last_at: string;
  users: string[];
}

export interface Message {
  id: string;
  seq: number;
  version: number;
  channel: string;
  thread: string | null;
  also_to_channel: boolean;
  author: string;
  body: string | null;
  mentions: string[];
  at: string;
  sent_at: string;
  edited_at: string | null;
  deleted_at: string | null;
  reactions: unknown[];
  files: unknown[];
  previews: Preview[];
  replies: Replies | null;
}

export interface Boot {
  me: Me;
  workspace: Workspace;
  epoch: string;
  ws_url: string;
  session: string | null;
  heads: Record<string, number>;
  channels: BootChannel[];
}

export interface Page {
  messages: Message[];
  has_more_before: boolean;
  has_more_after: boolean;
}

export interface Session {
  id: string;
  agent: string;
  address: string;
  created_at: string;
  seen_at: string;
  current: boolean;
}

export interface Token {
  id: string;
  name: string;
  created_at: string;
  seen_at: string | null;
}

export interface Invite {
  id: string;
  code: string;
  url: string;
  role: Role;
  created_by: string;
  created_at: string;
  expires_at: string;
  max_uses: number | null;
  uses: number;
}

export interface Invitation {
  workspace: Workspace;
  invited_by: string;
  role: Role;
  expires_at: string;
}

export interface Member {
  user: string;
  joined_at: string;
}

// --- events: what `data` holds, by kind ---------------------------------------------------------------

export interface EventData {
  "message.posted": Message;
  "message.edited": Message;
  "message.deleted": Message;
  "message.previewed": Message;
  "channel.created": Channel;
  "channel.updated": Channel;
  "channel.archived": Channel;
  /** On the user's own stream also: the channel's stream, the seq to go on from, and the channel itself. */
  "member.joined": {
    channel: string;
    user: string;
    by: string | null;
    stream?: string;
    after?: number;
    joined?: BootChannel;
  };
  "member.left": { channel: string; user: string; by: string | null; stream?: string };
  "read.moved": { channel: string; thread: string | null; seq: number; unread: number; mentions: number };
  "user.joined": User;
  "user.updated": User;
  "user.role_changed": User;
  "user.deactivated": User;
  "session.ended": { session: string };
  "token.revoked": { token: string };
  "workspace.updated": Workspace;
}

export type EventKind = keyof EventData;

/** One event; a kind that this client does not know is dropped where frames are read. */
export type StreamEvent = {
  [K in EventKind]: { stream: string; seq: number; kind: K; data: EventData[K]; at: string };
}[EventKind];

// --- frames -------------------------------------------------------------------------------------------

export type ClientFrame =
  | { type: "hello"; epoch?: string; cursors?: Record<string, number>; ref?: string }
  | { type: "send"; id: string; channel: string; body: string; ref?: string }
  | { type: "read"; channel: string; seq: number; ref?: string }
  | { type: "watch"; stream: string; ref?: string }
  | { type: "unwatch"; stream: string; ref?: string }
  | { type: "ping"; ref?: string };

export type EventFrame = { type: "event" } & StreamEvent;

export interface Welcome {
  type: "welcome";
  user: string;
  session: string | null;
  epoch: string;
  heads: Record<string, number>;
}

export interface Ack {
  type: "ack";
  ref?: string;
  id?: string;
  seq?: number;
  at?: string;
  stream?: string;
  head?: number;
}

export interface ErrorFrame {
  type: "error";
  ref?: string;
  id?: string;
  code: string;
  detail: string;
}

export type ServerFrame =
  | Welcome
  | EventFrame
  | Ack
  | ErrorFrame
  | { type: "reset"; stream?: string }
  | { type: "bye"; reason: string; retry_after: number }
  | { type: "pong" };

/** The error body of every endpoint (RFC 9457). */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  request_id: string;
  errors?: { field: string; message: string }[];
}
