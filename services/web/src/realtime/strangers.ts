/** People whom the list did not bring: a guest is not told who joins. Each is asked for once, by id. */

import { Problem } from "../api/http.ts";
import type { StreamEvent, User } from "../api/types.ts";
import { getUser } from "../api/users.ts";
import { dispatch, getState } from "../store/store.ts";
import { backoffMs } from "./backoff.ts";

/** What comes onto the screen in one go is drawn in one go. */
const ASK_AFTER_MS = 50;
const AT_ONCE = 4;
// More have never been seen by anybody who is still reading: those who came last are asked for.
const MOST = 200;

const wanted = new Set<string>();
/** The server does not show them to me. */
const refused = new Set<string>();
let holding = true;
let asking = false;
let failures = 0;
let run = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** These people are about to be shown. */
export function meet(ids: readonly string[]): void {
  const { users } = getState();
  for (const id of ids) if (!(id in users) && !refused.has(id)) wanted.add(id);
  for (const id of wanted) if (wanted.size > MOST) wanted.delete(id);
  plan(ASK_AFTER_MS);
}

export function meetThoseOf(event: StreamEvent): void {
  if (event.kind === "message.posted") meet([event.data.author, ...event.data.mentions]);
  if (event.kind !== "member.joined") return;
  // In another channel I may see those whom I could not see before.
  if (event.stream.startsWith("user:")) refused.clear();
  else if ("user" in event.data) meet([event.data.user]);
}

/** The list has come, or will not: who is missing now is not on it. */
export function listIsIn(): void {
  holding = false;
  refused.clear();
  plan(0);
}

export function forgetStrangers(): void {
  run += 1;
  clearTimeout(timer);
  timer = undefined;
  wanted.clear();
  refused.clear();
  holding = true;
  asking = false;
  failures = 0;
}

function plan(afterMs: number): void {
  if (holding || asking || wanted.size === 0) return;
  timer ??= setTimeout(() => void ask(), afterMs);
}

async function ask(): Promise<void> {
  timer = undefined;
  asking = true;
  const mine = run;
  const { users } = getState();
  for (const id of wanted) if (id in users) wanted.delete(id);
  const ids = [...wanted].slice(0, AT_ONCE);
  const found = await Promise.all(ids.map(find));
  // Somebody else is signed in by now, or nobody.
  if (mine !== run) return;
  const known = getState().users;
  const fresh = found.filter(
    (user): user is User => user !== null && user !== "later" && !(user.id in known),
  );
  if (fresh.length > 0) dispatch({ type: "users", users: fresh });
  ids.forEach((id, at) => {
    if (found[at] !== "later") wanted.delete(id);
    if (found[at] === null) refused.add(id);
  });
  failures = found.includes("later") ? failures + 1 : 0;
  asking = false;
  plan(failures > 0 ? backoffMs(failures) : 0);
}

/** Null of one whom I may not see. */
async function find(id: string): Promise<User | null | "later"> {
  try {
    return await getUser(id);
  } catch (error) {
    return error instanceof Problem && error.status === 404 ? null : "later";
  }
}
