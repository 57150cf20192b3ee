/** The life of a signed-in page: boot, then the link, then whatever the server tells. */

import { endSession, getBoot } from "../api/accounts.ts";
import { Problem } from "../api/http.ts";
import { collect } from "../api/lists.ts";
import type { ClientFrame, ServerFrame, StreamEvent } from "../api/types.ts";
import { listUsers } from "../api/users.ts";
import { cell } from "../store/cell.ts";
import { isInChannel } from "../store/channels.ts";
import { dispatch, getState } from "../store/store.ts";
import { backoffMs } from "./backoff.ts";
import { Feed } from "./feed.ts";
import { Link } from "./link.ts";
import { restore, sender } from "./outbox.ts";
import { heardPresence, lostPresence, presenceRefused, resumedPresence } from "./presence.ts";
import { repeatReads } from "./reads.ts";
import { setLink } from "./running.ts";
import { forgetStrangers, listIsIn, meet, meetThoseOf } from "./strangers.ts";
import { lostTyping, someoneTypes, stoppedTyping } from "./typing.ts";
import { watchAnswered } from "./watching.ts";

/** `out`: nobody is signed in. `ended`: the session ended under us. `deactivated`: we are nobody here now. */
export type Phase = "starting" | "unreachable" | "ready" | "out" | "ended" | "deactivated";

export const phase = cell<Phase>("starting");

/** What was missed while away, until somebody has taken note of it. */
export const missed = cell<{ count: number; mentions: number } | null>(null);

// A socket that was gone for less is nobody's business.
const SILENT_MS = 3_000;
// Starting over twice within this time means that something is wrong: not in a tight circle, then.
const START_OVER_SPACING_MS = 10_000;

let lostAt: number | undefined;
let wasOffline = false;
let run = 0;
let leaving = false;
let startedOverAt = 0;

const feed = new Feed({ onGap: () => link.resume(), onCaughtUp: caughtUp });

const link = new Link({
  url: () => getState().wsUrl,
  hello: (): ClientFrame => ({ type: "hello", epoch: getState().epoch, cursors: getState().cursors }),
  onFrame,
  onLost: () => {
    lostAt = Date.now();
    wasOffline = !navigator.onLine;
    lost();
  },
  onRefused: () => void probe(),
});

export async function start(): Promise<void> {
  const mine = ++run;
  // What is on the screen stays there while it is made new.
  if (phase.get() !== "ready") phase.set("starting");
  for (let failures = 1; mine === run; failures += 1) {
    try {
      const boot = await getBoot();
      if (mine !== run) return;
      dispatch({ type: "booted", boot });
      break;
    } catch (error) {
      if (mine !== run) return;
      if (error instanceof Problem && error.status === 401) return phase.set("out");
      if (phase.get() !== "ready") phase.set("unreachable");
      await new Promise((resolve) => setTimeout(resolve, backoffMs(failures)));
    }
  }
  if (mine !== run) return;
  setLink(link);
  link.start();
  phase.set("ready");
  void loadPeople();
  void restore(getState().me!.id);
}

export function stop(): void {
  run += 1;
  lostAt = undefined;
  link.stop();
  setLink(undefined);
  lost();
  forgetStrangers();
  missed.set(null);
}

function lost(): void {
  feed.lost();
  sender.lost();
  lostPresence();
  lostTyping();
}

export function tryNow(): void {
  link.tryNow();
}

/** `wipe` clears what is kept on this device; it runs once the server has let us go. */
export async function signOut(wipe: () => void): Promise<void> {
  leaving = true;
  try {
    await endSession("current");
  } finally {
    leaving = false;
  }
  stop();
  wipe();
  dispatch({ type: "left" });
  phase.set("out");
}

/** Everything again from a fresh snapshot: the log does not answer for our cursors any more. */
async function startOver(): Promise<void> {
  stop();
  const again = Date.now() - startedOverAt < START_OVER_SPACING_MS;
  startedOverAt = Date.now();
  if (again) await new Promise((resolve) => setTimeout(resolve, backoffMs(3)));
  await start();
}

async function loadPeople(): Promise<void> {
  try {
    dispatch({ type: "users", users: await collect(listUsers, ({ users }) => users) });
  } catch {
    // Messages do not wait for names; those that are needed are asked for one by one.
  }
  listIsIn();
}

function onFrame(frame: ServerFrame): void {
  switch (frame.type) {
    case "welcome":
      if (frame.epoch !== getState().epoch) return void startOver();
      feed.resumed(frame);
      sender.pump();
      repeatReads();
      resumedPresence();
      break;
    case "event":
      if (frame.kind === "session.ended" && frame.data.session === getState().session) return end();
      if (frame.kind === "user.deactivated" && isMe(frame.data)) return end("deactivated");
      // Another role sees other people.
      if (frame.kind === "user.role_changed" && isMe(frame.data)) void loadPeople();
      if (frame.kind === "message.posted") stoppedTyping(frame.data.channel, frame.data.author);
      feed.push(frame);
      meetThoseOf(frame);
      break;
    case "ack":
      sender.answered(frame);
      watchAnswered(frame);
      break;
    case "error":
      sender.answered(frame);
      presenceRefused(frame);
      break;
    case "typing":
      someoneTypes(frame);
      meet([frame.user]);
      break;
    case "presence":
      heardPresence(frame);
      break;
    case "reset":
      void startOver();
  }
}

function caughtUp(events: StreamEvent[]): void {
  const away = lostAt === undefined ? 0 : Date.now() - lostAt;
  lostAt = undefined;
  // Nothing is said of a gap that nobody was told of either.
  if (away < SILENT_MS && !wasOffline) return;
  wasOffline = false;
  const { me, channels } = getState();
  const news = events
    .flatMap((event) => (event.kind === "message.posted" ? [event.data] : []))
    .filter((message) => message.author !== me?.id && message.channel in channels && isInChannel(message));
  if (news.length === 0) return;
  const mentions = news.filter((message) => message.mentions.includes(me?.id ?? "")).length;
  missed.set({ count: news.length, mentions });
}

/** Sockets are refused: is it the network, or are we signed out? */
async function probe(): Promise<void> {
  if (!navigator.onLine) return;
  try {
    await getBoot();
  } catch (error) {
    if (error instanceof Problem && error.status === 401 && phase.get() === "ready") end();
  }
}

function isMe({ id }: { id: string }): boolean {
  return id === getState().me?.id;
}

function end(how: "ended" | "deactivated" = "ended"): void {
  if (leaving || phase.get() === "deactivated") return;
  stop();
  phase.set(how);
}
