/** Set-up, sign-in, sessions, tokens, and what keeps an account mine: password and address. */

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

/** All but this one. */
export const endOtherSessions = () => request<void>("DELETE", "/sessions");

export const changePassword = (current: string, password: string) =>
  request<void>("PUT", "/password", { body: { current, password } });

export const askForReset = (email: string) =>
  request<object>("POST", "/password-resets", { body: { email } });

export const getReset = (code: string) =>
  request<{ expires_at: string }>("GET", `/password-resets/${encodeURIComponent(code)}`);

export const acceptReset = (code: string, password: string) =>
  request<{ user: User; session: Session }>("POST", `/password-resets/${encodeURIComponent(code)}/accept`, {
    body: { password },
  });

/** To my address; with another one given, to that, which is mine once its mail was answered. */
export const askForConfirmation = (to: { email: string; password: string } | Record<string, never> = {}) =>
  request<object>("POST", "/email-confirmations", { body: to });

export const acceptConfirmation = (code: string) =>
  request<{ email: string }>("POST", `/email-confirmations/${encodeURIComponent(code)}/accept`, { body: {} });

export const listTokens = (cursor?: string) =>
  request<{ tokens: Token[]; cursor: string | null }>("GET", "/tokens", { query: { cursor } });

export const createToken = (name: string) =>
  request<Token & { token: string }>("POST", "/tokens", { body: { name } });

export const revokeToken = (id: string) => request<void>("DELETE", `/tokens/${encodeURIComponent(id)}`);
