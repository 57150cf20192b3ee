/** What the stand-in answers where a mail is sent: its links go to standard output. */

import { newId } from "../../lib/ids.ts";
import { Refusal, type Call, type Route } from "./call.ts";

/** Codes that were sent and not used, and what they do. */
const resets = new Map<string, string>();
const confirmations = new Map<string, { user: string; email: string }>();

function send(call: Call, what: "reset" | "confirm", code: string): void {
  console.log(`${call.origin}/${what}/${code}`);
}

function requirePassword({ world, me }: Call, password: string): void {
  if (world.account(me).password === password) return;
  throw new Refusal(403, "wrong_password", "That is not your password.");
}

function endOthers({ world, key }: Call, user: string): void {
  for (const [other, session] of world.sessions) {
    if (session.user !== user || other === key) continue;
    world.sessions.delete(other);
    world.append(`user:${user}`, "session.ended", { session: session.id });
  }
}

export const ANYBODY: Route[] = [
  [
    "POST",
    /^\/password-resets$/,
    (call) => {
      const account = call.world.accounts.find(({ email }) => email === call.body.email);
      const code = newId();
      if (account) resets.set(code, account.user.id);
      if (account) send(call, "reset", code);
      return {};
    },
  ],
  [
    "GET",
    /^\/password-resets\/([^/]+)$/,
    ({ world }, code) => {
      if (!resets.has(code!)) throw new Refusal(410, "reset_expired", "Ask for a new link.");
      return { expires_at: world.at() };
    },
  ],
  [
    "POST",
    /^\/password-resets\/([^/]+)\/accept$/,
    (call, code) => {
      const user = resets.get(code!);
      if (user === undefined) throw new Refusal(410, "reset_expired", "Ask for a new link.");
      resets.delete(code!);
      const account = call.world.account(user);
      Object.assign(account, { password: call.body.password, confirmed: true });
      endOthers(call, user);
      call.setCookie(call.world.signIn(user, call.agent));
      return { user: account.user };
    },
  ],
  [
    "POST",
    /^\/email-confirmations\/([^/]+)\/accept$/,
    ({ world }, code) => {
      const sent = confirmations.get(code!);
      if (!sent) throw new Refusal(410, "confirmation_expired", "Ask for a new mail.");
      confirmations.delete(code!);
      Object.assign(world.account(sent.user), { email: sent.email, confirmed: true });
      world.changeUser(sent.user, "user.updated", {});
      return { email: sent.email };
    },
  ],
];

export const MINE: Route[] = [
  [
    "POST",
    /^\/email-confirmations$/,
    (call) => {
      const { world, me, body } = call;
      if (body.email !== undefined) requirePassword(call, body.password);
      if (world.accounts.some(({ email, user }) => email === body.email && user.id !== me)) {
        throw new Refusal(409, "email_taken", "Use another address.");
      }
      const code = newId();
      confirmations.set(code, { user: me, email: body.email ?? world.account(me).email });
      send(call, "confirm", code);
      return {};
    },
  ],
  [
    "PUT",
    /^\/password$/,
    (call) => {
      requirePassword(call, call.body.current);
      call.world.account(call.me).password = call.body.password;
      endOthers(call, call.me);
    },
  ],
  ["DELETE", /^\/sessions$/, (call) => endOthers(call, call.me)],
];
