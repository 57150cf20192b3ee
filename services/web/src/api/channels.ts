/** Channels, and who is in them. */

import { request } from "./http.ts";
import type { ListedChannel, Member } from "./types.ts";

export interface NewChannel {
  id: string;
  kind: "public" | "private";
  name: string;
  description: string;
}

export type ChannelChange = Partial<{ name: string; description: string; archived: boolean }>;

const path = (id: string) => `/channels/${encodeURIComponent(id)}`;

export const createChannel = (body: NewChannel) => request<ListedChannel>("POST", "/channels", { body });

export const listChannels = (cursor?: string) =>
  request<{ channels: ListedChannel[]; cursor: string | null }>("GET", "/channels", {
    query: { cursor, limit: 200 },
  });

export const getChannel = (id: string) => request<ListedChannel>("GET", path(id));

export const changeChannel = (id: string, body: ChannelChange) =>
  request<ListedChannel>("PATCH", path(id), { body });

export const listMembers = (id: string, cursor?: string) =>
  request<{ members: Member[]; cursor: string | null }>("GET", `${path(id)}/members`, {
    query: { cursor, limit: 200 },
  });

/** `user` may be "me". */
export const addMember = (id: string, user: string) =>
  request<void>("PUT", `${path(id)}/members/${encodeURIComponent(user)}`);

export const removeMember = (id: string, user: string) =>
  request<void>("DELETE", `${path(id)}/members/${encodeURIComponent(user)}`);
