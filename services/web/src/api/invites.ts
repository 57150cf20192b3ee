/** Invites: making them, looking at one, accepting it. */

import type { Newcomer } from "./accounts.ts";
import { request } from "./http.ts";
import type { Invitation, Invite, User, Workspace } from "./types.ts";

/** With an address it goes there by mail, and is good once. */
export const createInvite = (email?: string) => request<Invite>("POST", "/invites", { body: { email } });

export const listInvites = (cursor?: string) =>
  request<{ invites: Invite[]; cursor: string | null }>("GET", "/invites", { query: { cursor } });

export const revokeInvite = (id: string) => request<void>("DELETE", `/invites/${encodeURIComponent(id)}`);

export const getInvitation = (code: string) =>
  request<Invitation>("GET", `/invites/${encodeURIComponent(code)}`);

export const acceptInvite = (code: string, body: Newcomer) =>
  request<{ user: User; workspace: Workspace }>("POST", `/invites/${encodeURIComponent(code)}/accept`, {
    body,
  });
