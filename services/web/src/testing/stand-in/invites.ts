/** What the stand-in answers about invites. */

import type { Invite } from "../../api/types.ts";
import { newId } from "../../lib/ids.ts";
import { Refusal, type Call, type Route } from "./call.ts";

const WEEK_MS = 7 * 86_400_000;

export function findInvite({ world }: Call, code: string): Invite {
  const invite = world.invites.get(code);
  if (!invite) throw new Refusal(404, "invite_not_found", "Ask for a new link.");
  return invite;
}

function create({ world, me, origin, body }: Call): Invite {
  const email: string | null = body.email ?? null;
  if (world.accounts.some((one) => one.email === email)) {
    throw new Refusal(409, "email_taken", "They are here already.");
  }
  const code = newId().replaceAll("-", "").slice(8);
  const invite: Invite = {
    id: newId(),
    code,
    url: `${origin}/invite/${code}`,
    role: body.role ?? "member",
    created_by: me,
    created_at: world.at(),
    expires_at: new Date(world.now() + WEEK_MS).toISOString(),
    max_uses: email === null ? (body.max_uses ?? null) : 1,
    uses: 0,
    email,
    mail: email === null ? null : email.startsWith("nobody") ? "failed" : "queued",
  };
  world.invites.set(code, invite);
  if (invite.mail === "queued") setTimeout(() => (invite.mail = "sent"), 1_000);
  return invite;
}

function revoke({ world }: Call, id: string): void {
  for (const [code, invite] of world.invites) if (invite.id === id) world.invites.delete(code);
}

export const INVITES: Route[] = [
  ["GET", /^\/invites$/, ({ world }) => ({ invites: [...world.invites.values()], cursor: null })],
  ["POST", /^\/invites$/, create],
  ["DELETE", /^\/invites\/([^/]+)$/, (call, id) => revoke(call, id!)],
];
