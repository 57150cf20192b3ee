/** Channels: those I am in with what is unread, and those I only see. */

import type { BootChannel, Channel, ListedChannel, Message, StreamEvent } from "../api/types.ts";
import { Draft } from "./draft.ts";
import type { MyChannel } from "./state.ts";

// Beyond this the count on a badge says "99+" anyway.
const MAX_FRESH = 1_000;

interface Channels {
  channels: Record<string, MyChannel>;
  others: Record<string, ListedChannel>;
}

export function mine(channel: BootChannel): MyChannel {
  return { ...channel, since: channel.head, fresh: [], members: null };
}

/** `known` finds a message as it was before the events. */
export function channelsAfter(
  state: Channels,
  me: string,
  events: StreamEvent[],
  known: (channel: string, seq: number) => Message | undefined,
): Channels {
  const channels = new Draft(state.channels);
  const others = new Draft(state.others);
  // What these events themselves made of a message, by id.
  const changed = new Map<string, Message>();

  function patch(channel: Channel): void {
    const own = channels.value[channel.id];
    if (own && channel.version > own.version) channels.set(channel.id, { ...own, ...channel });
    const other = others.value[channel.id];
    // One that I am not in is gone from my sight when it turns private.
    if (other && channel.kind !== "public") others.delete(channel.id);
    else if (other && channel.version > other.version) others.set(channel.id, { ...other, ...channel });
  }

  /** Whether a message named me before it changed. */
  function named(message: Message): boolean {
    const before = changed.get(message.id) ?? known(message.channel, message.seq);
    return before?.mentions.includes(me) ?? false;
  }

  function count({ stream }: StreamEvent, id: string, by: number): void {
    // The event stands in two streams, and counts once.
    if (!stream.startsWith("channel:")) return;
    const own = channels.value[id];
    if (own && own.members !== null) channels.set(id, { ...own, members: own.members + by });
    const other = others.value[id];
    if (other) others.set(id, { ...other, member_count: other.member_count + by });
  }

  for (const event of events) {
    const own = channels.value[event.stream.slice("channel:".length)];
    const ahead = own && event.stream.startsWith("channel:") && event.seq > own.head ? own : undefined;
    if (ahead) channels.set(ahead.id, { ...ahead, head: event.seq });
    switch (event.kind) {
      case "message.posted":
        if (ahead) channels.set(ahead.id, posted(channels.value[ahead.id]!, me, event.data));
        changed.set(event.data.id, event.data);
        break;
      case "message.edited":
        if (ahead) channels.set(ahead.id, edited(channels.value[ahead.id]!, me, event.data, named));
        changed.set(event.data.id, event.data);
        break;
      case "message.deleted":
        if (ahead) channels.set(ahead.id, deleted(channels.value[ahead.id]!, me, event.data, named));
        break;
      case "channel.created":
      case "channel.updated":
      case "channel.archived":
        patch(event.data);
        break;
      case "member.joined":
        count(event, event.data.channel, 1);
        if (!("joined" in event.data) || event.data.user !== me) break;
        channels.set(event.data.channel, mine(event.data.joined));
        others.delete(event.data.channel);
        break;
      case "member.left":
        count(event, event.data.channel, -1);
        if (event.stream.startsWith("user:")) channels.delete(event.data.channel);
        break;
      case "read.moved": {
        const channel = channels.value[event.data.channel];
        if (channel && event.data.thread === null)
          channels.set(channel.id, readTo(channel, event.data.seq, event.data));
      }
    }
  }
  return { channels: channels.value, others: others.value };
}

/** True of a message that stands in the channel itself: a reply does only if it was also sent there. */
export function isInChannel(message: Message): boolean {
  return message.thread === null || message.thread === message.id || message.also_to_channel;
}

function posted(channel: MyChannel, me: string, message: Message): MyChannel {
  if (message.author === me || !isInChannel(message) || message.deleted_at !== null) return channel;
  const mention = message.mentions.includes(me);
  let { fresh, since } = channel;
  fresh = [...fresh, { seq: message.seq, mention, author: message.author }];
  if (fresh.length > MAX_FRESH) {
    since = fresh[0]!.seq;
    fresh = fresh.slice(1);
  }
  return {
    ...channel,
    since,
    fresh,
    unread: channel.unread + 1,
    mentions: channel.mentions + Number(mention),
  };
}

/** An edit names me, or does no more. */
function edited(
  channel: MyChannel,
  me: string,
  message: Message,
  named: (message: Message) => boolean,
): MyChannel {
  if (message.author === me || !isInChannel(message) || message.seq <= channel.read) return channel;
  const own = channel.fresh.find(({ seq }) => seq === message.seq);
  if (own === undefined && message.seq > channel.since) return channel;
  const mention = message.mentions.includes(me);
  const before = own?.mention ?? named(message);
  if (mention === before) return channel;
  return {
    ...channel,
    fresh: channel.fresh.map((one) => (one === own ? { ...one, mention } : one)),
    mentions: Math.max(0, channel.mentions + (mention ? 1 : -1)),
  };
}

function deleted(
  channel: MyChannel,
  me: string,
  message: Message,
  named: (message: Message) => boolean,
): MyChannel {
  if (message.author === me || !isInChannel(message) || message.seq <= channel.read) return channel;
  const gone = channel.fresh.find(({ seq }) => seq === message.seq);
  // What came after `since` and is not in `fresh` was taken out before.
  if (gone === undefined && message.seq > channel.since) return channel;
  return {
    ...channel,
    fresh: channel.fresh.filter((one) => one !== gone),
    unread: Math.max(0, channel.unread - 1),
    mentions: Math.max(0, channel.mentions - Number(gone?.mention ?? named(message))),
  };
}

/**
 * The channel read up to `seq`.
 *
 * What was posted since the snapshot is counted here, for the server's count and the events of the
 * channel come over two streams in any order; only where the pointer is older than that does the server's
 * count decide.
 */
export function readTo(
  channel: MyChannel,
  seq: number,
  server?: { unread: number; mentions: number },
): MyChannel {
  if (seq <= channel.read) return channel;
  const fresh = channel.fresh.filter((one) => one.seq > seq);
  const read = { ...channel, read: seq, fresh };
  if (seq >= channel.since) {
    return { ...read, unread: fresh.length, mentions: fresh.filter(({ mention }) => mention).length };
  }
  return server ? { ...read, unread: server.unread, mentions: server.mentions } : read;
}

/** Answers of the api put a channel where it belongs. */
export function withListed(state: Channels, listed: ListedChannel[]): Channels {
  const channels = new Draft(state.channels);
  const others = new Draft(state.others);
  for (const channel of listed) {
    const own = channels.value[channel.id];
    const other = others.value[channel.id];
    // The event that makes it mine carries what is unread; until it comes it stays where it is.
    if (own) {
      const newer = channel.version > own.version ? plain(channel) : undefined;
      channels.set(channel.id, { ...own, ...newer, members: channel.member_count });
    } else if (!other || channel.version >= other.version) others.set(channel.id, channel);
  }
  return { channels: channels.value, others: others.value };
}

function plain(channel: ListedChannel): Channel {
  const { head: _head, is_member: _isMember, member_count: _count, ...rest } = channel;
  return rest;
}
