/* Made by `python -m parley_gateway.typescript` from the Python definitions. Never edited. */

/** A message as it now is; of a deleted one `body` is None and the lists are empty. */
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
  reactions: Reaction[];
  files: unknown[];
  previews: Preview[];
  replies: Replies | null;
}

export interface Reaction {
  emoji: string;
  count: number;
  users: string[];
}

/** What a linked page says of itself. */
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

/** `version` is the seq of the last change in the channel's stream. */
export interface Channel {
  id: string;
  kind: "dm" | "group" | "private" | "public";
  layout: "chat" | "topics";
  name: string | null;
  description: string;
  created_by: string;
  created_at: string;
  archived_at: string | null;
  version: number;
}

/** On the channel's stream. */
export interface MemberJoined {
  channel: string;
  user: string;
  by: string;
}

/** On the user's own stream: the gateway joins the sockets to `stream` and catches up after `after`. */
export interface IJoined {
  channel: string;
  user: string;
  by: string;
  stream: string;
  after: number;
  joined: JoinedChannel;
}

/** A channel as one of its members has it. */
export interface JoinedChannel {
  id: string;
  kind: "dm" | "group" | "private" | "public";
  layout: "chat" | "topics";
  name: string | null;
  description: string;
  created_by: string;
  created_at: string;
  archived_at: string | null;
  version: number;
  head: number;
  read: number;
  unread: number;
  mentions: number;
}

export interface MemberLeft {
  channel: string;
  user: string;
  by: string;
}

/** On the user's own stream. */
export interface ILeft {
  channel: string;
  user: string;
  by: string;
  stream: string;
}

/** On the user's stream: `seq` is the read position, `unread` and `mentions` what is left after it. */
export interface ReadMoved {
  channel: string;
  thread: string | null;
  seq: number;
  unread: number;
  mentions: number;
}

/** An account or a bot in a workspace. */
export interface User {
  id: string;
  handle: string;
  name: string;
  title: string;
  time_zone: string | null;
  role: "admin" | "guest" | "member" | "owner";
  is_bot: boolean;
  deactivated_at: string | null;
  created_at: string;
}

/** A user as they see themselves. A bot has no e-mail address. */
export interface Me {
  id: string;
  handle: string;
  name: string;
  title: string;
  time_zone: string | null;
  role: "admin" | "guest" | "member" | "owner";
  is_bot: boolean;
  deactivated_at: string | null;
  created_at: string;
  email: string | null;
  email_confirmed: boolean;
}

/** On the user's own stream: the gateway joins who is no guest to the workspace's `stream`, after `after`. */
export interface MyRoleChanged {
  id: string;
  handle: string;
  name: string;
  title: string;
  time_zone: string | null;
  role: "admin" | "guest" | "member" | "owner";
  is_bot: boolean;
  deactivated_at: string | null;
  created_at: string;
  stream: string;
  after: number;
}

export interface SessionEnded {
  session: string;
}

export interface TokenRevoked {
  token: string;
}

/** `general` is the first channel, which nobody leaves and nobody archives. */
export interface Workspace {
  id: string;
  name: string;
  general: string | null;
}

/** What events carry, by kind. */
export interface EventData {
  "message.posted": Message;
  "message.edited": Message;
  "message.deleted": Message;
  "message.previewed": Message;
  "channel.created": Channel;
  "channel.updated": Channel;
  "channel.archived": Channel;
  "member.joined": MemberJoined | IJoined;
  "member.left": MemberLeft | ILeft;
  "read.moved": ReadMoved;
  "user.joined": User;
  "user.updated": User | Me;
  "user.role_changed": User | MyRoleChanged;
  "user.deactivated": User;
  "session.ended": SessionEnded;
  "token.revoked": TokenRevoked;
  "workspace.updated": Workspace;
}

export type EventKind = keyof EventData;

/** One event of a stream, by its kind. */
export type StreamEvent = {
  [K in EventKind]: { stream: string; seq: number; kind: K; data: EventData[K]; at: string };
}[EventKind];

export type EventFrame = { type: "event" } & StreamEvent;

/** The first frame. `cursors` are worth something within `epoch` only; without them it starts at the heads. */
export interface HelloFrame {
  type: "hello";
  ref?: string | null;
  epoch?: string | null;
  cursors?: Record<string, number> | null;
  token?: string | null;
  workspace?: string | null;
}

/** Post a message. The same id again gets the first answer again. There are no files to attach yet. */
export interface SendFrame {
  type: "send";
  ref?: string | null;
  id: string;
  channel: string;
  body: string;
  thread?: string | null;
  also_to_channel?: boolean;
  files?: string[];
}

/** Everything up to `seq` is read. */
export interface ReadFrame {
  type: "read";
  ref?: string | null;
  channel: string;
  seq: number;
  thread?: string | null;
}

/** I am writing in a channel. Passed on to its other members, and not answered. */
export interface TypingFrame {
  type: "typing";
  ref?: string | null;
  channel: string;
  thread?: string | null;
}

/** Say how this socket's user is (active until said otherwise), and ask how others are, 500 at most in all. */
export interface PresenceFrame {
  type: "presence";
  ref?: string | null;
  state?: string | null;
  of?: string[] | null;
}

/** Get the events of a stream that I may read and do not have. */
export interface WatchFrame {
  type: "watch";
  ref?: string | null;
  stream: string;
}

export interface UnwatchFrame {
  type: "unwatch";
  ref?: string | null;
  stream: string;
}

export interface PingFrame {
  type: "ping";
  ref?: string | null;
}

/** What a client may say. */
export type ClientFrame =
  | HelloFrame
  | SendFrame
  | ReadFrame
  | TypingFrame
  | PresenceFrame
  | WatchFrame
  | UnwatchFrame
  | PingFrame;

/** `heads` are all streams that this socket gets, each with the seq it stood at. */
export interface WelcomeFrame {
  type: "welcome";
  user: string;
  session: string | null;
  epoch: string;
  heads: Record<string, number>;
}

/** `send` is answered with id, seq, at and stream; `read` with seq; `watch` with stream and head. */
export interface AckFrame {
  type: "ack";
  ref?: string;
  id?: string;
  seq?: number;
  at?: string;
  stream?: string;
  head?: number;
}

/** What was refused: `code` is for programs, `detail` says how to mend it. */
export interface ErrorFrame {
  type: "error";
  ref?: string;
  id?: string;
  code: string;
  detail: string;
}

export interface SomeoneTypesFrame {
  type: "typing";
  channel: string;
  user: string;
  thread: string | null;
}

/** How people are: active or away, and offline in batches. In an answer who is missing is offline. */
export interface StatesFrame {
  type: "presence";
  ref?: string;
  states: Record<string, string>;
}

/** Start over from a fresh snapshot: the stream, or all of them where none is named. */
export interface ResetFrame {
  type: "reset";
  stream?: string;
}

/** The socket ends. Come back after `retry_after` seconds; what `reason` says may make that pointless. */
export interface ByeFrame {
  type: "bye";
  reason: string;
  retry_after: number;
}

export interface PongFrame {
  type: "pong";
  ref?: string;
}

/** What the server says. */
export type ServerFrame =
  | EventFrame
  | WelcomeFrame
  | AckFrame
  | ErrorFrame
  | SomeoneTypesFrame
  | StatesFrame
  | ResetFrame
  | ByeFrame
  | PongFrame;
