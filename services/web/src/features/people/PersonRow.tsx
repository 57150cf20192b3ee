/** One person in the list, with what admins may change of them. */

import { changeUser } from "../../api/users.ts";
import type { Role, User } from "../../api/types.ts";
import type { Presence } from "../../realtime/presence.ts";
import { openDialog } from "../../store/dialogs.ts";
import { mayDeactivate, rolesFor } from "../../store/rights.ts";
import { dispatch, useStore } from "../../store/store.ts";
import { Avatar } from "../../ui/Avatar.tsx";
import { Button } from "../../ui/Button.tsx";
import { FieldError } from "../../ui/Field.tsx";
import { Select } from "../../ui/Select.tsx";
import { useAction } from "../../ui/useAction.ts";
import { words } from "./words.ts";

export function PersonRow({ user, presence }: { user: User; presence: Presence | undefined }) {
  const me = useStore((state) => state.me);
  const workspace = useStore((state) => state.workspace);
  const { busy, fault, run } = useAction();
  const { id, name, handle, title, role } = user;
  const here = { me, workspace };
  const roles = rolesFor(here, user);
  const gone = user.deactivated_at !== null;

  function give(next: Role) {
    void run("role", async () => {
      dispatch({ type: "users", users: [await changeUser(id, { role: next })] });
    });
  }

  return (
    <li>
      <Avatar id={id} name={name} size="s28" presence={presence} />
      <div className="grow">
        <button type="button" className="name trunc" onClick={() => openDialog({ kind: "person", user: id })}>
          {name}
        </button>
        {id === me?.id && <span className="tag">{words.you}</span>}
        {user.is_bot && <span className="tag">{words.bot}</span>}
        <small className="trunc" dir="auto">
          @{handle}
          {title !== "" && ` · ${title}`}
        </small>
        {fault !== null && <FieldError>{fault}</FieldError>}
      </div>
      {roles.length > 0 ? (
        <Select
          aria-label={words.roleOf(name)}
          value={role}
          disabled={busy !== null}
          options={roles.map((one) => ({ value: one, name: words.role(one) }))}
          onChange={(event) => give(event.target.value as Role)}
        />
      ) : (
        !user.is_bot && <span className="dim role">{words.role(role)}</span>
      )}
      {mayDeactivate(here, user) && (
        <Button
          size="sm"
          look="quiet"
          aria-label={gone ? words.restoreNamed(name) : words.deactivateNamed(name)}
          onClick={() => openDialog({ kind: "standing", user: id })}
        >
          {gone ? words.restore : words.deactivate}
        </Button>
      )}
    </li>
  );
}
