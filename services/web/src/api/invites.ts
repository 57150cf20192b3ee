/** Invites: making them, looking at one, accepting it. */

import type { Newcomer } from "./accounts.ts";
import { request } from "./http.ts";
import type { Invitation, Invite, Role, User, Workspace } from "./types.ts";

/** What is left out is the server's to choose: a member, in #general, by a link that many may use. */
export interface NewInvite {
  role?: Role;
  channels?: string[];
  max_uses?: number;
  /** It goes there by mail, and is good once. */
  email?: string;
}

export const createInvite = (body: NewInvite = {}) => request<Invite>("POST", "/invites", { body });

export const listInvites = (cursor?: string) =>
  request<{ invites: Invite[]; cursor: string | null }>("GET", "/invites", { query: { cursor } });

export const revokeInvite = (id: string) => request<void>("DELETE", `/invites/${encodeURIComponent(id)}`);

export const getInvitation = (code: string) =>
  request<Invitation>("GET", `/invites/${encodeURIComponent(code)}`);

export const acceptInvite = (code: string, body: Newcomer) =>
  request<{ user: User; workspace: Workspace }>("POST", `/invites/${encodeURIComponent(code)}/accept`, {
    body,
  });
