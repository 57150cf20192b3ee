/** The people in a channel. */

import { removeMember } from "../../api/channels.ts";
import type { Channel } from "../../api/types.ts";
import { usePresences } from "../../realtime/presence.ts";
import { openDialog } from "../../store/dialogs.ts";
import { mayRemove } from "../../store/rights.ts";
import { byName } from "../../store/selectors.ts";
import { useStore } from "../../store/store.ts";
import { Avatar } from "../../ui/Avatar.tsx";
import { Button } from "../../ui/Button.tsx";
import { FieldError } from "../../ui/Field.tsx";
import { useAction } from "../../ui/useAction.ts";
import { useMembers } from "./useMembers.ts";
import { words } from "./words.ts";

/** `open`: I am in it, and it is not archived. */
export function MemberList({ channel, open }: { channel: Channel; open: boolean }) {
  const users = useStore((state) => state.users);
  const me = useStore((state) => state.me);
  const workspace = useStore((state) => state.workspace);
  const { ids, failed, load } = useMembers(channel.id);
  const { busy, fault, run } = useAction();
  const people = (ids ?? []).flatMap((id) => (users[id] ? [users[id]] : [])).toSorted(byName);
  const presences = usePresences(people.map(({ id }) => id));

  async function remove(user: string) {
    if (await run(user, () => removeMember(channel.id, user))) load();
  }

  return (
    <>
      {fault !== null && <FieldError>{fault}</FieldError>}
      {failed && (
        <FieldError>
          {words.loadFailed}{" "}
          <Button look="link" onClick={load}>
            {words.tryAgain}
          </Button>
        </FieldError>
      )}
      <ul className="things tall" aria-label={words.membersTitle}>
        {people.map((user) => (
          <li key={user.id}>
            <Avatar id={user.id} name={user.name} size="s28" presence={presences[user.id]} />
            <div className="grow">
              <button
                type="button"
                className="name trunc"
                onClick={() => openDialog({ kind: "person", user: user.id })}
              >
                {user.name}
              </button>
              <small className="trunc">
                @{user.handle}
                {user.id === me?.id && ` · ${words.you}`}
              </small>
            </div>
            {open && user.id !== me?.id && mayRemove({ me, workspace }, channel, user) && (
              <Button
                look="quiet"
                size="sm"
                busy={busy === user.id}
                aria-label={words.remove(user.name)}
                onClick={() => void remove(user.id)}
              >
                {words.removeShort}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
