/** A workspace in memory: the log, and the few writes that the client can ask for. */

import { newId } from "../../lib/ids.ts";
import type {
  BootChannel,
  Channel,
  EventData,
  EventKind,
  Invite,
  Message,
  StreamEvent,
  User,
  Workspace,
} from "../../api/types.ts";

export interface Account {
  user: User;
  email: string;
  password: string;
  confirmed: boolean;
}

interface Membership {
  read: number;
}

export type Listener = (event: StreamEvent) => void;
/** Somebody types in a channel. */
export type Hearer = (channel: string, user: string) => void;

export class World {
  workspace: Workspace = { id: newId(), name: "Tidewater", general: null };
  epoch = "stand-in";
  accounts: Account[] = [];
  sessions = new Map<string, { id: string; user: string; agent: string; at: string }>();
  channels = new Map<string, Channel>();
  members = new Map<string, Map<string, Membership>>();
  messages = new Map<string, Message>();
  order = new Map<string, string[]>();
  log = new Map<string, StreamEvent[]>();
  /** By code. */
  invites = new Map<string, Invite>();
  listeners = new Set<Listener>();
  hearers = new Set<Hearer>();
  /** Each socket of a person with how they are there. */
  present = new Map<string, Map<object, string>>();
  watchers = new Set<(user: string) => void>();
  now: () => number = Date.now;

  get needed(): boolean {
    return this.accounts.length === 0;
  }

  at(): string {
    return new Date(this.now()).toISOString().replace("Z", "000Z");
  }

  /** How somebody is on all their sockets together; a null state ends one. */
  setPresence(user: string, socket: object, state: string | null): void {
    const sockets = this.present.get(user) ?? new Map<object, string>();
    this.present.set(user, sockets);
    if (state === null) sockets.delete(socket);
    else sockets.set(socket, state);
    for (const watcher of this.watchers) watcher(user);
  }

  presence(user: string): string | undefined {
    const states = [...(this.present.get(user)?.values() ?? [])];
    return states.includes("active") ? "active" : states[0];
  }

  head(stream: string): number {
    return this.log.get(stream)?.length ?? 0;
  }

  append<K extends EventKind>(stream: string, kind: K, data: EventData[K], at = this.at()): void {
    const events = this.log.get(stream) ?? [];
    this.log.set(stream, events);
    const event = { stream, seq: events.length + 1, kind, data, at } as StreamEvent;
    events.push(event);
    for (const listener of this.listeners) listener(event);
  }

  // --- people ---

  addUser(
    fields: { name: string; handle: string; email: string; password: string },
    role: User["role"],
  ): User {
    const { name, handle, email, password } = fields;
    const id = newId();
    const said = { id, handle, name, title: "", time_zone: null };
    const user: User = { ...said, role, is_bot: false, deactivated_at: null, created_at: this.at() };
    this.accounts.push({ user, email, password, confirmed: role === "owner" });
    this.append(`workspace:${this.workspace.id}`, "user.joined", user);
    for (const channel of this.channels.values())
      if (channel.id === this.workspace.general) this.join(channel.id, id, id);
    return user;
  }

  /** The event goes to the workspace and to the user's own stream. */
  changeUser(
    id: string,
    kind: "user.updated" | "user.role_changed" | "user.deactivated",
    change: Partial<User>,
  ) {
    const account = this.account(id);
    account.user = { ...account.user, ...change };
    const { user, email } = account;
    const { workspace } = this;
    this.append(`workspace:${workspace.id}`, kind, user);
    const stream = `workspace:${workspace.id}`;
    if (kind === "user.updated")
      this.append(`user:${id}`, kind, { ...user, email, email_confirmed: account.confirmed });
    else if (kind === "user.role_changed")
      this.append(`user:${id}`, kind, { ...user, stream, after: this.head(stream) });
    else this.append(`user:${id}`, kind, user);
    return user;
  }

  account(userId: string): Account {
    return this.accounts.find(({ user }) => user.id === userId)!;
  }

  signIn(userId: string, agent: string): string {
    const key = newId();
    this.sessions.set(key, { id: newId(), user: userId, agent, at: this.at() });
    return key;
  }

  // --- channels ---

  addChannel(fields: Pick<Channel, "id" | "kind" | "name" | "description">, by: string): Channel {
    const { id, kind, name, description } = fields;
    const channel: Channel = {
      id,
      kind,
      layout: "chat",
      name,
      description,
      created_by: by,
      created_at: this.at(),
      archived_at: null,
      version: 1,
    };
    this.channels.set(id, channel);
    this.workspace.general ??= id;
    this.members.set(id, new Map());
    this.order.set(id, []);
    this.append(`channel:${id}`, "channel.created", channel);
    if (kind === "public") this.append(`workspace:${this.workspace.id}`, "channel.created", channel);
    this.join(id, by, by);
    return channel;
  }

  join(id: string, user: string, by: string): void {
    const members = this.members.get(id)!;
    if (members.has(user)) return;
    const after = this.head(`channel:${id}`);
    members.set(user, { read: after });
    const joined = this.asMember(this.channels.get(id)!, user);
    this.append(`channel:${id}`, "member.joined", { channel: id, user, by });
    this.append(`user:${user}`, "member.joined", {
      channel: id,
      user,
      by,
      stream: `channel:${id}`,
      after,
      joined: { ...joined, head: after },
    });
  }

  leave(id: string, user: string, by: string): void {
    if (!this.members.get(id)!.delete(user)) return;
    this.append(`channel:${id}`, "member.left", { channel: id, user, by });
    this.append(`user:${user}`, "member.left", { channel: id, user, by, stream: `channel:${id}` });
  }

  changeChannel(id: string, change: Partial<Channel>): Channel {
    const version = this.head(`channel:${id}`) + 1;
    const channel = { ...this.channels.get(id)!, ...change, version };
    this.channels.set(id, channel);
    const kind = change.archived_at ? "channel.archived" : "channel.updated";
    this.append(`channel:${id}`, kind, channel);
    if (channel.kind === "public") this.append(`workspace:${this.workspace.id}`, kind, channel);
    return channel;
  }

  asMember(channel: Channel, user: string): BootChannel {
    const read = this.members.get(channel.id)!.get(user)?.read ?? 0;
    const after = (this.order.get(channel.id) ?? [])
      .map((id) => this.messages.get(id)!)
      .filter((message) => message.seq > read && message.author !== user && message.deleted_at === null);
    const mentions = after.filter((message) => message.mentions.includes(user)).length;
    return { ...channel, head: this.head(`channel:${channel.id}`), read, unread: after.length, mentions };
  }

  moveRead(id: string, user: string, seq: number): void {
    const member = this.members.get(id)?.get(user);
    if (!member || seq <= member.read) return;
    member.read = seq;
    const { unread, mentions } = this.asMember(this.channels.get(id)!, user);
    this.append(`user:${user}`, "read.moved", { channel: id, thread: null, seq, unread, mentions });
  }

  // --- messages ---

  post(id: string, channel: string, author: string, body: string, at = this.at()): Message {
    const known = this.messages.get(id);
    if (known) return known;
    const seq = this.head(`channel:${channel}`) + 1;
    const mentions = this.accounts
      .filter(({ user }) => body.toLowerCase().includes(`@${user.handle}`))
      .map(({ user }) => user.id);
    const message: Message = {
      id,
      seq,
      version: seq,
      channel,
      thread: null,
      also_to_channel: false,
      author,
      body,
      mentions,
      at,
      sent_at: at,
      edited_at: null,
      deleted_at: null,
      reactions: [],
      files: [],
      previews: [],
      replies: null,
    };
    this.messages.set(id, message);
    this.order.get(channel)!.push(id);
    this.append(`channel:${channel}`, "message.posted", message, at);
    return message;
  }

  change(
    id: string,
    kind: "message.edited" | "message.deleted" | "message.previewed",
    change: Partial<Message>,
  ) {
    const old = this.messages.get(id)!;
    const message = { ...old, ...change, version: this.head(`channel:${old.channel}`) + 1 };
    this.messages.set(id, message);
    this.append(`channel:${old.channel}`, kind, message);
    return message;
  }
}
