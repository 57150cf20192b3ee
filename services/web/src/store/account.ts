/** Who I am, in which workspace. */

import type { StreamEvent } from "../api/types.ts";
import type { State } from "./state.ts";

type Account = Pick<State, "me" | "workspace">;

export function accountAfter({ me, workspace }: Account, events: StreamEvent[]): Account {
  for (const event of events) {
    if (event.kind === "workspace.updated") workspace = event.data;
    if (event.kind === "user.updated" || event.kind === "user.role_changed") {
      if (me !== null && event.data.id === me.id) me = { ...me, ...event.data };
    }
  }
  return { me, workspace };
}
