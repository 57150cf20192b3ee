/** People and bots of the workspace. */

import type { StreamEvent, User } from "../api/types.ts";
import { Draft } from "./draft.ts";

export function usersAfter(users: Record<string, User>, events: StreamEvent[]): Record<string, User> {
  const draft = new Draft(users);
  for (const event of events) {
    switch (event.kind) {
      case "user.joined":
      case "user.updated":
      case "user.role_changed":
      case "user.deactivated":
        draft.set(event.data.id, asUser(event.data));
    }
  }
  return draft.value;
}

/** Without what the events of my own stream carry for me alone. */
export function asUser(user: User): User {
  const { id, handle, name, title, time_zone, role, is_bot, deactivated_at, created_at } = user;
  return { id, handle, name, title, time_zone, role, is_bot, deactivated_at, created_at };
}

export function withUsers(users: Record<string, User>, more: User[]): Record<string, User> {
  return { ...users, ...Object.fromEntries(more.map((user) => [user.id, user])) };
}
