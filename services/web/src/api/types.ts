/**
 * The shapes on the wire, in one place: everything imports them from here and from nowhere else. What events
 * and frames hold is made from the Python definitions (`make contracts`); what only HTTP answers with stands
 * here.
 */

import type { Channel, JoinedChannel, Me, Message, User, Workspace } from "./generated.ts";

export type {
  AckFrame as Ack,
  Channel,
  ClientFrame,
  ErrorFrame,
  EventData,
  EventFrame,
  EventKind,
  Me,
  Message,
  Preview,
  Replies,
  ServerFrame,
  StreamEvent,
  User,
  WelcomeFrame as Welcome,
  Workspace,
} from "./generated.ts";
export type BootChannel = JoinedChannel;
export type Role = User["role"];
export type ChannelKind = Channel["kind"];

/** A channel as lists and single answers give it. */
export interface ListedChannel extends Channel {
  head: number;
  is_member: boolean;
  member_count: number;
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
  /** Whom it was sent to, and what became of the mail; null of a link. */
  email: string | null;
  mail: "queued" | "sent" | "failed" | null;
}

export interface Invitation {
  workspace: Workspace;
  invited_by: string;
  role: Role;
  /** Whom it was sent to; null of a link. */
  email: string | null;
  expires_at: string;
}

export interface Member {
  user: string;
  joined_at: string;
}

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
