/** What the stand-in answers over HTTP, by method and path. */

import { newId } from "../../lib/ids.ts";
import type { ListedChannel, Message, Page } from "../../api/types.ts";
import { Refusal, type Call, type Route } from "./call.ts";
import { findInvite, INVITES } from "./invites.ts";
import { ANYBODY, MINE } from "./letters.ts";
import { PEOPLE } from "./people.ts";

const listed = ({ world, me }: Call, id: string): ListedChannel => {
  const channel = world.channels.get(id);
  const isMember = world.members.get(id)?.has(me) ?? false;
  if (!channel || (channel.kind !== "public" && !isMember)) throw new Refusal(404, "not_found", "Not there.");
  const count = world.members.get(id)!.size;
  return { ...channel, head: world.head(`channel:${id}`), is_member: isMember, member_count: count };
};

const generalStays = () => new Refusal(409, "general_stays", "Everybody is in this channel, and stays.");

function visible(call: Call, id: string): Message {
  const message = call.world.messages.get(id);
  if (!message) throw new Refusal(404, "not_found", "Not there.");
  listed(call, message.channel);
  return message;
}

function own(call: Call, id: string): Message {
  const message = visible(call, id);
  if (message.author !== call.me)
    throw new Refusal(403, "not_author", "Only its author can change a message.");
  return message;
}

function page({ world, query }: Call, channel: string): Page {
  const all = world.order.get(channel)!.map((id) => world.messages.get(id)!);
  const limit = Number(query.get("limit") ?? 50);
  const seq = (name: string) => Number(query.get(name));
  let from = Math.max(0, all.length - limit);
  let to = all.length;
  if (query.has("before")) {
    to = all.findIndex((message) => message.seq >= seq("before"));
    if (to < 0) to = all.length;
    from = Math.max(0, to - limit);
  } else if (query.has("after")) {
    from = all.findIndex((message) => message.seq > seq("after"));
    if (from < 0) from = all.length;
    to = Math.min(all.length, from + limit);
  } else if (query.has("around")) {
    const middle = all.findIndex((message) => message.seq >= seq("around"));
    from = Math.max(0, (middle < 0 ? all.length : middle) - Math.floor(limit / 2));
    to = Math.min(all.length, from + limit);
  }
  return { messages: all.slice(from, to), has_more_before: from > 0, has_more_after: to < all.length };
}

function boot({ world, me, key, wsUrl }: Call) {
  const { user, email, confirmed } = world.account(me);
  const channels = [...world.channels.values()]
    .filter(({ id }) => world.members.get(id)!.has(me))
    .map((channel) => world.asMember(channel, me));
  const streams = [
    `user:${me}`,
    `workspace:${world.workspace.id}`,
    ...channels.map(({ id }) => `channel:${id}`),
  ];
  const heads = Object.fromEntries(streams.map((stream) => [stream, world.head(stream)]));
  const session = world.sessions.get(key)!.id;
  return {
    me: { ...user, email, email_confirmed: confirmed },
    workspace: world.workspace,
    epoch: world.epoch,
    ws_url: wsUrl,
    session,
    heads,
    channels,
  };
}

function enter(call: Call, role: "owner" | "member") {
  const { world, body } = call;
  if (world.accounts.some(({ user }) => user.handle === body.handle)) {
    throw new Refusal(409, "handle_taken", "Choose another handle.");
  }
  if (world.accounts.some(({ email }) => email === body.email)) {
    throw new Refusal(409, "email_taken", "Sign in with it, or use another address.");
  }
  const user = world.addUser(body, role);
  call.setCookie(world.signIn(user.id, call.agent));
  return { user, workspace: world.workspace };
}

function sessionsOf({ world, me, key }: Call) {
  return [...world.sessions]
    .filter(([, session]) => session.user === me)
    .map(([mine, { id, agent, at }]) => ({
      id,
      agent,
      address: "127.0.0.1",
      created_at: at,
      seen_at: at,
      current: mine === key,
    }));
}

function endSession(call: Call, id: string) {
  const { world, me, key } = call;
  for (const [k, session] of world.sessions) {
    if (session.user !== me || (id === "current" ? k !== key : session.id !== id)) continue;
    world.sessions.delete(k);
    world.append(`user:${me}`, "session.ended", { session: session.id });
    if (k === key) call.setCookie(null);
  }
}

const OPEN: Route[] = [
  ...ANYBODY,
  ["GET", /^\/setup$/, ({ world }) => ({ needed: world.needed })],
  [
    "POST",
    /^\/setup$/,
    (call) => {
      if (!call.world.needed) throw new Refusal(409, "already_set_up", "Sign in instead.");
      if (call.body.key !== "stand-in")
        throw new Refusal(403, "setup_key", "Open the link that `make up` printed.");
      call.world.workspace.name = call.body.workspace;
      const answer = enter(call, "owner");
      const general = { id: newId(), kind: "public" as const, name: "general", description: "For everyone." };
      call.world.addChannel(general, answer.user.id);
      return answer;
    },
  ],
  [
    "POST",
    /^\/sessions$/,
    (call) => {
      const { email, password } = call.body;
      const account = call.world.accounts.find((one) => one.email === email && one.password === password);
      if (!account) throw new Refusal(401, "wrong_credentials", "Check both and try again.");
      call.setCookie(call.world.signIn(account.user.id, call.agent));
      return { user: account.user };
    },
  ],
  [
    "GET",
    /^\/invites\/([^/]+)$/,
    (call, code) => {
      const { role, email, created_by: by, expires_at: until } = findInvite(call, code!);
      const { workspace } = call.world;
      const name = call.world.account(by).user.name;
      return { workspace, invited_by: name, role, expires_at: until, email };
    },
  ],
  [
    "POST",
    /^\/invites\/([^/]+)\/accept$/,
    (call, code) => {
      const invite = findInvite(call, code!);
      const answer = enter(call, "member");
      if (invite.max_uses === 1) call.world.invites.delete(code!);
      return answer;
    },
  ],
];

const SIGNED_IN: Route[] = [
  ["GET", /^\/boot$/, boot],
  ["GET", /^\/sessions$/, (call) => ({ sessions: sessionsOf(call), cursor: null })],
  ["DELETE", /^\/sessions\/([^/]+)$/, (call, id) => endSession(call, id!)],
  ["GET", /^\/tokens$/, () => ({ tokens: [], cursor: null })],
  [
    "POST",
    /^\/tokens$/,
    ({ world, body }) => ({
      id: newId(),
      name: body.name,
      token: `parley_${newId()}`,
      created_at: world.at(),
      seen_at: null,
    }),
  ],
  ["DELETE", /^\/tokens\/([^/]+)$/, () => undefined],
  ...PEOPLE,
  ...INVITES,
  ...MINE,
  [
    "POST",
    /^\/channels$/,
    (call) => {
      const { world, body, me } = call;
      if ([...world.channels.values()].some(({ name }) => name === body.name)) {
        throw new Refusal(409, "name_taken", "Choose another name.");
      }
      world.addChannel(body, me);
      return listed(call, body.id);
    },
  ],
  [
    "GET",
    /^\/channels$/,
    (call) => {
      const all = [...call.world.channels.values()];
      const seen = all.filter(
        ({ id, kind }) => kind === "public" || call.world.members.get(id)!.has(call.me),
      );
      return { channels: seen.map(({ id }) => listed(call, id)), cursor: null };
    },
  ],
  ["GET", /^\/channels\/([^/]+)$/, (call, id) => listed(call, id!)],
  [
    "PATCH",
    /^\/channels\/([^/]+)$/,
    (call, id) => {
      const { archived, ...rest } = call.body;
      if (archived !== undefined && id === call.world.workspace.general) throw generalStays();
      const change =
        archived === undefined ? rest : { ...rest, archived_at: archived ? call.world.at() : null };
      call.world.changeChannel(id!, change);
      return listed(call, id!);
    },
  ],
  [
    "GET",
    /^\/channels\/([^/]+)\/members$/,
    ({ world }, id) => ({
      members: [...world.members.get(id!)!.keys()].map((user) => ({ user, joined_at: world.at() })),
      cursor: null,
    }),
  ],
  [
    "PUT",
    /^\/channels\/([^/]+)\/members\/([^/]+)$/,
    ({ world, me }, id, user) => world.join(id!, user === "me" ? me : user!, me),
  ],
  [
    "DELETE",
    /^\/channels\/([^/]+)\/members\/([^/]+)$/,
    ({ world, me }, id, user) => {
      if (id === world.workspace.general) throw generalStays();
      world.leave(id!, user === "me" ? me : user!, me);
    },
  ],
  ["GET", /^\/channels\/([^/]+)\/messages$/, (call, id) => (listed(call, id!), page(call, id!))],
  ["PUT", /^\/channels\/([^/]+)\/read$/, ({ world, me, body }, id) => world.moveRead(id!, me, body.seq)],
  [
    "PATCH",
    /^\/messages\/([^/]+)$/,
    (call, id) => {
      own(call, id!);
      return call.world.change(id!, "message.edited", { body: call.body.body, edited_at: call.world.at() });
    },
  ],
  [
    "DELETE",
    /^\/messages\/([^/]+)$/,
    (call, id) => {
      own(call, id!);
      call.world.change(id!, "message.deleted", { body: null, deleted_at: call.world.at(), previews: [] });
    },
  ],
];

export function answer(call: Call, method: string, path: string): unknown {
  for (const [verb, pattern, give] of OPEN) {
    const match = verb === method && pattern.exec(path);
    if (match) return give(call, ...match.slice(1));
  }
  if (call.me === "") throw new Refusal(401, "unauthenticated", "Sign in first.");
  for (const [verb, pattern, give] of SIGNED_IN) {
    const match = verb === method && pattern.exec(path);
    if (match) return give(call, ...match.slice(1));
  }
  throw new Refusal(404, "not_found", "No such path.");
}
