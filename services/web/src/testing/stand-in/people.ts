/** What the stand-in answers about people: profiles, roles, who is still here. */

import type { User } from "../../api/types.ts";
import { Refusal, type Call, type Route } from "./call.ts";

function changeUser(call: Call, id: string): User {
  const { world, me, body } = call;
  const user = world.account(id === "me" ? me : id).user;
  const { role, deactivated, ...profile } = body;
  const own = user.id === me;
  if (
    profile.handle &&
    world.accounts.some((one) => one.user.handle === profile.handle && one.user !== user)
  ) {
    throw new Refusal(409, "handle_taken", "Choose another handle.");
  }
  const owners = world.accounts.filter((one) => one.user.role === "owner" && !one.user.deactivated_at);
  const falls = user.role === "owner" && (deactivated === true || (role !== undefined && role !== "owner"));
  if (falls && owners.length === 1) {
    throw new Refusal(409, "last_owner", "Make somebody else an owner first.");
  }
  if (own && Object.keys(profile).length > 0) world.changeUser(user.id, "user.updated", profile);
  if (role !== undefined) world.changeUser(user.id, "user.role_changed", { role });
  if (deactivated === true) deactivate(call, user.id);
  if (deactivated === false) world.changeUser(user.id, "user.updated", { deactivated_at: null });
  return world.account(user.id).user;
}

function deactivate({ world }: Call, id: string): void {
  for (const [key, session] of world.sessions) if (session.user === id) world.sessions.delete(key);
  world.changeUser(id, "user.deactivated", { deactivated_at: world.at() });
}

export const PEOPLE: Route[] = [
  ["GET", /^\/users$/, ({ world }) => ({ users: world.accounts.map(({ user }) => user), cursor: null })],
  ["GET", /^\/users\/([^/]+)$/, ({ world, me }, id) => world.account(id === "me" ? me : id!).user],
  ["PATCH", /^\/users\/([^/]+)$/, (call, id) => changeUser(call, id!)],
];
