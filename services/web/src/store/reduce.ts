/** The one function that changes the state: a snapshot, a batch of events or an intent goes in. */

import type { Boot, StreamEvent } from "../api/types.ts";
import { accountAfter } from "./account.ts";
import { channelsAfter, mine, withListed } from "./channels.ts";
import { admit } from "./cursors.ts";
import { findMessage, historiesAfter, isCurrent, trimmed, withChanges, withPage } from "./histories.ts";
import { ownAfter, ownAfterIntent, shown } from "./outbox.ts";
import { EMPTY, type Input, type State } from "./state.ts";
import { usersAfter, withUsers } from "./users.ts";

export function reduce(state: State, input: Input): State {
  switch (input.type) {
    case "booted":
      return booted(state, input.boot);
    case "events":
      return happened(state, input.events);
    case "paged": {
      const { channel, place, page, asOf } = input;
      const history = state.histories[channel];
      if (!isCurrent(history, asOf)) return state;
      const histories = { ...state.histories, [channel]: withPage(history, place, page) };
      return { ...state, ...shown(state, page.messages), histories };
    }
    case "message": {
      const { message } = input;
      const history = state.histories[message.channel];
      if (!history) return state;
      const changed = withChanges(history, [message]);
      return { ...state, histories: { ...state.histories, [message.channel]: changed } };
    }
    case "users":
      return { ...state, users: withUsers(state.users, input.users) };
    case "channels":
      return { ...state, ...withListed(state, input.channels) };
    case "watched": {
      const stream = `channel:${input.channel}`;
      if (stream in state.cursors) return state;
      return { ...state, cursors: { ...state.cursors, [stream]: input.head } };
    }
    case "unwatched":
      return unwatched(state, input.channel);
    case "trimmed":
      return { ...state, histories: trimmed(state.histories, input.keep) };
    case "left":
      return EMPTY;
    default:
      return { ...state, ...ownAfterIntent(state, input) };
  }
}

/** A fresh start: what the server says replaces all but the people and what I have not sent yet. */
function booted(state: State, boot: Boot): State {
  const { me, workspace, epoch, session, ws_url: wsUrl, heads } = boot;
  const channels = Object.fromEntries(boot.channels.map((channel) => [channel.id, mine(channel)]));
  const { email: _email, ...user } = me;
  // Somebody else signed in here: nothing of the one before may show.
  const kept = state.me === null || state.me.id === me.id ? state : EMPTY;
  return {
    ...kept,
    me,
    workspace,
    epoch,
    session,
    wsUrl,
    users: { ...kept.users, [me.id]: user },
    channels,
    others: {},
    cursors: heads,
    histories: {},
  };
}

function happened(state: State, events: StreamEvent[]): State {
  const { admitted, cursors } = admit(state.cursors, events);
  if (admitted.length === 0) return state;
  const me = state.me?.id ?? "";
  const known = (channel: string, seq: number) => findMessage(state.histories[channel], seq);
  const after = {
    ...state,
    ...accountAfter(state, admitted),
    ...channelsAfter(state, me, admitted, known),
    ...ownAfter(state, admitted),
    users: usersAfter(state.users, admitted),
    histories: historiesAfter(state.histories, me, admitted),
    cursors,
  };
  const hidden = Object.keys(state.others).filter((id) => !(id in after.others));
  return hidden.reduce(unwatched, after);
}

function unwatched(state: State, channel: string): State {
  if (channel in state.channels) return state;
  const { [`channel:${channel}`]: _cursor, ...cursors } = state.cursors;
  const { [channel]: _history, ...histories } = state.histories;
  return { ...state, cursors, histories };
}
