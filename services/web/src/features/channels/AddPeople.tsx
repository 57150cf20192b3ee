/** The dialog that adds people of the workspace to a channel. */

import { useMemo, useState } from "react";

import { addMember } from "../../api/channels.ts";
import { usePresences } from "../../realtime/presence.ts";
import { closeDialog } from "../../store/dialogs.ts";
import { byName, findChannel } from "../../store/selectors.ts";
import { useStore } from "../../store/store.ts";
import { Avatar } from "../../ui/Avatar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { FieldError } from "../../ui/Field.tsx";
import { useAction } from "../../ui/useAction.ts";
import { useMembers } from "./useMembers.ts";
import { words } from "./words.ts";

const SHOWN = 100;

export function AddPeople({ channel }: { channel: string }) {
  const name = useStore((state) => findChannel(state, channel)?.name ?? "");
  const users = useStore((state) => state.users);
  const { ids } = useMembers(channel);
  const [query, setQuery] = useState("");
  const [added, setAdded] = useState<ReadonlySet<string>>(new Set());
  const { busy, fault, run } = useAction();
  const wanted = query.trim().toLocaleLowerCase();
  const missing = useMemo(() => {
    const here = new Set(ids);
    return Object.values(users)
      .filter((user) => user.deactivated_at === null && !here.has(user.id))
      .toSorted(byName);
  }, [users, ids]);
  const shown = missing
    .filter((user) => `${user.name} @${user.handle}`.toLocaleLowerCase().includes(wanted))
    .slice(0, SHOWN);
  const presences = usePresences(shown.map(({ id }) => id));

  async function add(user: string) {
    if (await run(user, () => addMember(channel, user))) setAdded((old) => new Set(old).add(user));
  }

  return (
    <Dialog title={words.addPeopleTo(name)} onClose={closeDialog}>
      <input
        className="in"
        type="search"
        autoFocus
        aria-label={words.findPeople}
        placeholder={words.findPeople}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      {fault !== null && <FieldError>{fault}</FieldError>}
      <ul className="things tall">
        {shown.map((user) => (
          <li key={user.id}>
            <Avatar id={user.id} name={user.name} size="s28" presence={presences[user.id]} />
            <div className="grow">
              <b className="trunc">{user.name}</b>
              <small className="trunc">@{user.handle}</small>
            </div>
            {added.has(user.id) ? (
              <span className="dim">{words.added}</span>
            ) : (
              <Button
                size="sm"
                busy={busy === user.id}
                aria-label={words.addNamed(user.name)}
                onClick={() => void add(user.id)}
              >
                {words.add}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {ids !== undefined && shown.length === 0 && (
        <p className="dim">{wanted ? words.nobody(query.trim()) : words.everyoneIsHere}</p>
      )}
    </Dialog>
  );
}
