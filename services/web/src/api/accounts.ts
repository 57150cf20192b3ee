/** Set-up, sign-in, sessions and tokens. */

import { request } from "./http.ts";
import type { Boot, Session, Token, User, Workspace } from "./types.ts";

export interface Newcomer {
  name: string;
  handle: string;
  email: string;
  password: string;
}

export const getBoot = () => request<Boot>("GET", "/boot");

export const getSetup = () => request<{ needed: boolean }>("GET", "/setup");

export const setUp = (body: Newcomer & { key: string; workspace: string }) =>
  request<{ user: User; workspace: Workspace }>("POST", "/setup", { body });

export const signIn = (email: string, password: string) =>
  request<{ session: Session; user: User }>("POST", "/sessions", { body: { email, password } });

export const listSessions = (cursor?: string) =>
  request<{ sessions: Session[]; cursor: string | null }>("GET", "/sessions", { query: { cursor } });

export const endSession = (id: string) => request<void>("DELETE", `/sessions/${encodeURIComponent(id)}`);

export const listTokens = (cursor?: string) =>
  request<{ tokens: Token[]; cursor: string | null }>("GET", "/tokens", { query: { cursor } });

export const createToken = (name: string) =>
  request<Token & { token: string }>("POST", "/tokens", { body: { name } });

export const revokeToken = (id: string) => request<void>("DELETE", `/tokens/${encodeURIComponent(id)}`);
