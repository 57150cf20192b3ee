/** Who may do what, as the server judges it: what it would refuse is not offered. */

import type { Channel, Role, User } from "../api/types.ts";
import type { State } from "./state.ts";

type Here = Pick<State, "me" | "workspace">;

function isAdmin({ me }: Here): boolean {
  return me?.role === "owner" || me?.role === "admin";
}

/** The first channel: every full member stays in it, and it stays what it is. */
function isGeneral({ workspace }: Here, channel: Channel): boolean {
  return workspace?.general === channel.id;
}

export function mayLeave(here: Here, channel: Channel): boolean {
  return !isGeneral(here, channel) || here.me?.role === "guest";
}

/** Archive and restore. */
export function mayManage(here: Here, channel: Channel): boolean {
  if (isGeneral(here, channel) || here.me?.role === "guest") return false;
  return isAdmin(here) || channel.created_by === here.me?.id;
}

/** Rename and describe a channel that I am in. */
export function mayDescribe(here: Here, channel: Channel): boolean {
  return isAdmin(here) || (here.me?.role !== "guest" && !isGeneral(here, channel));
}

/** Take somebody else out of a channel. */
export function mayRemove(here: Here, channel: Channel, user: User): boolean {
  if (isGeneral(here, channel) && user.role !== "guest") return false;
  return isAdmin(here) || channel.created_by === here.me?.id;
}

/** Deactivate and restore somebody else. */
export function mayDeactivate({ me }: Here, user: User): boolean {
  if (me === null || user.id === me.id) return false;
  return me.role === "owner" || (me.role === "admin" && user.role !== "owner");
}

/** The roles that I may give somebody; none where that is not mine to do. */
export function rolesFor(here: Here, user: User): Role[] {
  if (!mayDeactivate(here, user) || user.is_bot || user.deactivated_at !== null) return [];
  return here.me?.role === "owner" ? ["owner", "admin", "member", "guest"] : ["admin", "member", "guest"];
}

/** The roles that I may invite into, the usual one first. */
export function invitableRoles({ me }: Here): Role[] {
  switch (me?.role) {
    case "owner":
      return ["member", "guest", "admin", "owner"];
    case "admin":
      return ["member", "guest", "admin"];
    case "member":
      return ["member", "guest"];
    default:
      return [];
  }
}

/** Sees who was deactivated, and every invite. */
export function mayAdminister(here: Here): boolean {
  return isAdmin(here);
}
