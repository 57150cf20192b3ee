/** Who somebody is: what they say of themselves, and what time it is where they are. */

import { date } from "../../lib/time.ts";
import { navigate } from "../../lib/location.ts";
import { usePresences } from "../../realtime/presence.ts";
import { closeDialog } from "../../store/dialogs.ts";
import { useStore } from "../../store/store.ts";
import { Avatar } from "../../ui/Avatar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { LocalTime } from "./LocalTime.tsx";
import { words } from "./words.ts";

interface Props {
  user: string;
  /** They are mentioned where one is writing; missing where one is not. */
  onMention?: (handle: string) => void;
}

export function PersonCard({ user: id, onMention }: Props) {
  const user = useStore((state) => state.users[id]);
  const me = useStore((state) => state.me?.id);
  const presence = usePresences([id])[id];
  if (!user) return null;
  const { deactivated_at: gone } = user;

  function mention() {
    closeDialog();
    onMention?.(user!.handle);
  }

  function edit() {
    closeDialog();
    navigate("/settings");
  }

  return (
    <Dialog
      title={words.aboutNamed(user.name)}
      hidesTitle
      className="dialog person-card"
      onClose={closeDialog}
    >
      <div className="who-is-it">
        <Avatar id={user.id} name={user.name} size="s48" presence={gone === null ? presence : undefined} />
        <div className="grow">
          <b dir="auto">{user.name}</b>
          {user.title !== "" && (
            <div className="mid" dir="auto">
              {user.title}
            </div>
          )}
        </div>
      </div>
      <dl className="kv">
        <dt>{words.handle}</dt>
        <dd>@{user.handle}</dd>
        <dt>{words.roleLabel}</dt>
        <dd>{user.is_bot ? words.bot : words.role(user.role)}</dd>
        {gone === null && user.time_zone !== null && <LocalTime zone={user.time_zone} />}
        {gone !== null && (
          <>
            <dt>{words.standingLabel}</dt>
            <dd>{words.deactivatedOn(date(gone))}</dd>
          </>
        )}
      </dl>
      <div className="dialog-acts">
        {id === me && <Button onClick={edit}>{words.editProfile}</Button>}
        {id !== me && gone === null && onMention && (
          <Button look="primary" onClick={mention}>
            {words.mention}
          </Button>
        )}
      </div>
    </Dialog>
  );
}
