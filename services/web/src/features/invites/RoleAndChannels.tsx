/** As what people come in, and for a guest where: they see nothing else. */

import { listed } from "../../store/selectors.ts";
import { invitableRoles } from "../../store/rights.ts";
import { useStore } from "../../store/store.ts";
import type { Role } from "../../api/types.ts";
import { FieldFrame } from "../../ui/Field.tsx";
import { Select } from "../../ui/Select.tsx";
import { words } from "./words.ts";

// The server takes no more in one invite.
const MOST = 50;

interface Props {
  role: Role;
  channels: string[];
  onRole: (role: Role) => void;
  onChannels: (channels: string[]) => void;
}

export function RoleAndChannels({ role, channels, onRole, onChannels }: Props) {
  const me = useStore((state) => state.me);
  const workspace = useStore((state) => state.workspace);
  const mine = listed(useStore((state) => state.channels));
  const options = invitableRoles({ me, workspace }).map((one) => ({ value: one, name: words.role(one) }));
  const toggle = (id: string) =>
    onChannels(channels.includes(id) ? channels.filter((one) => one !== id) : [...channels, id]);
  return (
    <>
      <FieldFrame label={words.as} hint={words.asHint(role)}>
        {(control) => (
          <Select
            {...control}
            wide
            value={role}
            options={options}
            onChange={(event) => onRole(event.target.value as Role)}
          />
        )}
      </FieldFrame>
      {role === "guest" && (
        <fieldset className="choices">
          <legend>{words.where}</legend>
          {mine.map(({ id, name }) => (
            <label key={id}>
              <input
                type="checkbox"
                checked={channels.includes(id)}
                disabled={channels.length >= MOST && !channels.includes(id)}
                onChange={() => toggle(id)}
              />
              #{name}
            </label>
          ))}
        </fieldset>
      )}
    </>
  );
}
