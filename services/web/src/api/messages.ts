/** History, edits, deletions and the read pointer. Sends go over the socket. */

import { request } from "./http.ts";
import type { Message, Page } from "./types.ts";

export type Place = { before: number } | { after: number } | { around: number } | Record<string, never>;

export const PAGE_SIZE = 50;

export const getPage = (channel: string, place: Place) =>
  request<Page>("GET", `/channels/${encodeURIComponent(channel)}/messages`, {
    query: { ...place, limit: PAGE_SIZE },
  });

export const editMessage = (id: string, body: string) =>
  request<Message>("PATCH", `/messages/${encodeURIComponent(id)}`, { body: { body } });

export const deleteMessage = (id: string, keepalive = false) =>
  request<void>("DELETE", `/messages/${encodeURIComponent(id)}`, { keepalive });

export const moveRead = (channel: string, seq: number, keepalive = false) =>
  request<void>("PUT", `/channels/${encodeURIComponent(channel)}/read`, { body: { seq }, keepalive });
