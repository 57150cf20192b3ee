/** The stand-in's side of one socket: hello, catch-up, live events, sends. */

import type { WebSocket } from "ws";

import type { ClientFrame, ServerFrame, StreamEvent } from "../../api/types.ts";
import type { World } from "./world.ts";

export interface Faults {
  /** Take sends and never answer them. */
  silent: boolean;
  /** Refuse each send with these words. */
  refuse: string | null;
  /** Commit the next send and cut the socket before the ack. */
  cutAfterSend: boolean;
}

export function serve(socket: WebSocket, world: World, key: string, faults: Faults): void {
  const session = world.sessions.get(key);
  if (!session) return socket.close(4401, "unauthenticated");
  const me = session.user;
  const streams = new Set<string>();
  const say = (frame: ServerFrame) => socket.send(JSON.stringify(frame));
  const seen = new Set<string>();

  const deliver = (event: StreamEvent) => {
    if (streams.has(event.stream)) say({ type: "event", ...event });
    if (event.stream !== `user:${me}`) return;
    if (event.kind === "member.joined" && "stream" in event.data) follow(event.data.stream, event.data.after);
    if (event.kind === "member.left" && "stream" in event.data) streams.delete(event.data.stream);
    if (event.kind === "user.deactivated") {
      say({ type: "bye", reason: "user.deactivated", retry_after: 0 });
      socket.close(4401);
    }
    if (event.kind === "session.ended" && event.data.session === session.id) {
      say({ type: "bye", reason: "session.ended", retry_after: 0 });
      socket.close(4401);
    }
  };

  function follow(stream: string, after: number): void {
    if (streams.has(stream)) return;
    streams.add(stream);
    for (const event of (world.log.get(stream) ?? []).slice(after)) say({ type: "event", ...event });
  }

  function mine(): string[] {
    const channels = [...world.members]
      .filter(([, members]) => members.has(me))
      .map(([id]) => `channel:${id}`);
    return [`user:${me}`, `workspace:${world.workspace.id}`, ...channels];
  }

  function hello(frame: Extract<ClientFrame, { type: "hello" }>): void {
    const { epoch } = frame;
    const cursors = frame.cursors ?? {};
    const good = epoch === world.epoch;
    const watched = Object.keys(cursors).filter((stream) => {
      const id = stream.split(":")[1]!;
      return stream.startsWith("channel:") && world.channels.get(id)?.kind === "public";
    });
    const readable = new Set([...mine(), ...watched]);
    const heads = Object.fromEntries(mine().map((stream) => [stream, world.head(stream)]));
    say({ type: "welcome", user: me, session: session!.id, epoch: world.epoch, heads });
    for (const [stream, seq] of Object.entries(cursors)) {
      if (!good || !readable.has(stream) || seq > world.head(stream)) {
        say({ type: "reset", stream });
        readable.delete(stream);
        streams.add(stream);
      }
    }
    for (const stream of readable) follow(stream, cursors[stream] ?? world.head(stream));
  }

  function send(frame: Extract<ClientFrame, { type: "send" }>): void {
    const { id, channel, body } = frame;
    const ref = frame.ref ?? undefined;
    if (faults.silent) return;
    if (faults.refuse !== null)
      return say({ type: "error", id, ref, code: "refused", detail: faults.refuse });
    if (!world.members.get(channel)?.has(me)) {
      return say({ type: "error", id, ref, code: "not_a_member", detail: "Join it first." });
    }
    if (faults.cutAfterSend) {
      faults.cutAfterSend = false;
      streams.clear();
      world.post(id, channel, me, body);
      return socket.terminate();
    }
    const { seq, at } = world.post(id, channel, me, body);
    say({ type: "ack", ref, id, seq, at });
  }

  const hear = (channel: string, user: string) => {
    if (user !== me && streams.has(`channel:${channel}`))
      say({ type: "typing", channel, user, thread: null });
  };

  const watch = (user: string) => {
    if (seen.has(user)) say({ type: "presence", states: { [user]: world.presence(user) ?? "offline" } });
  };

  function presence({ state, of, ref }: Extract<ClientFrame, { type: "presence" }>): void {
    if (state) world.setPresence(me, socket, state);
    for (const id of of ?? []) seen.add(id);
    const known = (of ?? []).flatMap((id) => {
      const how = world.presence(id);
      return how === undefined ? [] : [[id, how] as const];
    });
    say({ type: "presence", ref: ref ?? undefined, states: Object.fromEntries(known) });
  }

  world.listeners.add(deliver);
  world.hearers.add(hear);
  world.watchers.add(watch);
  world.setPresence(me, socket, "active");
  socket.on("close", () => {
    world.listeners.delete(deliver);
    world.hearers.delete(hear);
    world.watchers.delete(watch);
    world.setPresence(me, socket, null);
  });
  socket.on("message", (data) => {
    const frame = JSON.parse(String(data)) as ClientFrame;
    if (frame.type === "hello") hello(frame);
    else if (frame.type === "send") send(frame);
    else if (frame.type === "presence") presence(frame);
    else if (frame.type === "typing") world.hearers.forEach((tell) => tell(frame.channel, me));
    else if (frame.type === "ping") say({ type: "pong" });
    else if (frame.type === "read") {
      world.moveRead(frame.channel, me, frame.seq);
      say({ type: "ack", ref: frame.ref ?? undefined, seq: frame.seq });
    } else if (frame.type === "watch") {
      const head = world.head(frame.stream);
      follow(frame.stream, head);
      say({ type: "ack", ref: frame.ref ?? undefined, stream: frame.stream, head });
    } else if (frame.type === "unwatch") streams.delete(frame.stream);
  });
}
