/** The people and bots of the workspace. */

import { request } from "./http.ts";
import type { Role, User } from "./types.ts";

/** What people say of themselves; the rest is for owners and admins. */
export type UserChange = Partial<{
  name: string;
  handle: string;
  title: string;
  time_zone: string | null;
  role: Role;
  deactivated: boolean;
}>;

export const listUsers = (cursor?: string) =>
  request<{ users: User[]; cursor: string | null }>("GET", "/users", { query: { cursor, limit: 200 } });

export const getUser = (user: string) => request<User>("GET", `/users/${encodeURIComponent(user)}`);

/** `user` may be "me". */
export const changeUser = (user: string, body: UserChange) =>
  request<User>("PATCH", `/users/${encodeURIComponent(user)}`, { body });
