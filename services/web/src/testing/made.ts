/** Things for tests, with what does not matter filled in. */

import type { Boot, BootChannel, EventData, EventKind, Message, StreamEvent, User } from "../api/types.ts";

export const ME = "user-me";
export const MEI = "user-mei";
export const GENERAL = "channel-general";
export const STREAM = `channel:${GENERAL}`;

export function user(id: string, more: Partial<User> = {}): User {
  const handle = id.replace("user-", "");
  return {
    id,
    handle,
    name: handle,
    title: "",
    time_zone: null,
    role: "member",
    is_bot: false,
    deactivated_at: null,
    created_at: at(0),
    ...more,
  };
}

export function channel(more: Partial<BootChannel> = {}): BootChannel {
  return {
    id: GENERAL,
    kind: "public",
    layout: "chat",
    name: "general",
    description: "",
    created_by: ME,
    created_at: at(0),
    archived_at: null,
    version: 1,
    head: 0,
    read: 0,
    unread: 0,
    mentions: 0,
    ...more,
  };
}

export function boot(channels: BootChannel[] = [channel()], more: Partial<Boot> = {}): Boot {
  const heads = Object.fromEntries(channels.map(({ id, head }) => [`channel:${id}`, head]));
  return {
    me: { ...user(ME), email: "me@example.test", email_confirmed: true },
    workspace: { id: "workspace", name: "Tidewater", general: GENERAL },
    epoch: "epoch",
    ws_url: "ws://127.0.0.1/ws",
    session: "session",
    heads: { [`user:${ME}`]: 0, "workspace:workspace": 0, ...heads },
    channels,
    ...more,
  };
}

export function message(seq: number, more: Partial<Message> = {}): Message {
  return {
    id: `message-${seq}`,
    seq,
    version: seq,
    channel: GENERAL,
    thread: null,
    also_to_channel: false,
    author: MEI,
    body: `Message ${seq}`,
    mentions: [],
    at: at(seq),
    sent_at: at(seq),
    edited_at: null,
    deleted_at: null,
    reactions: [],
    files: [],
    previews: [],
    replies: null,
    ...more,
  };
}

export function event<K extends EventKind>(
  kind: K,
  seq: number,
  data: EventData[K],
  stream = STREAM,
): StreamEvent {
  return { stream, seq, kind, data, at: at(seq) } as StreamEvent;
}

export const posted = (seq: number, more: Partial<Message> = {}) =>
  event("message.posted", seq, message(seq, more));

function at(seconds: number): string {
  return new Date(Date.UTC(2026, 10, 24, 9) + seconds * 1_000).toISOString().replace("Z", "000Z");
}
