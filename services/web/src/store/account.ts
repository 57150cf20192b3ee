/** Who I am, in which workspace. */

import type { StreamEvent } from "../api/types.ts";
import type { State } from "./state.ts";
import { asUser } from "./users.ts";

type Account = Pick<State, "me" | "workspace">;

export function accountAfter({ me, workspace }: Account, events: StreamEvent[]): Account {
  for (const event of events) {
    if (event.kind === "workspace.updated") workspace = event.data;
    if (event.kind === "user.updated" || event.kind === "user.role_changed") {
      const { data } = event;
      if (me?.id !== data.id) continue;
      me = { ...me, ...asUser(data) };
      if ("email" in data) me = { ...me, email: data.email, email_confirmed: data.email_confirmed };
    }
  }
  return { me, workspace };
}
