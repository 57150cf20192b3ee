/** A link to hand on: for members the one there is, for other roles a new one when it is asked for. */

import { useCallback, useEffect, useState } from "react";

import { createInvite, listInvites } from "../../api/invites.ts";
import { collect } from "../../api/lists.ts";
import type { Invite, Role } from "../../api/types.ts";
import { date } from "../../lib/time.ts";
import { getState } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { CopyField } from "../../ui/CopyField.tsx";
import { FieldError } from "../../ui/Field.tsx";
import { notDone } from "../../ui/useAction.ts";
import { words } from "./words.ts";

// One that ends sooner is of little use to whoever gets it.
const LASTS_MS = 2 * 86_400_000;

async function findLink(): Promise<Invite> {
  const me = getState().me?.id;
  const all = await collect(listInvites, ({ invites }) => invites);
  const mine = all.filter((one) => one.created_by === me && one.email == null && one.role === "member");
  const good = mine.find(
    ({ expires_at: end, max_uses: most }) => most === null && Date.parse(end) - Date.now() > LASTS_MS,
  );
  return good ?? createInvite();
}

export function ByLink({ role, channels }: { role: Role; channels: string[] }) {
  const [invite, setInvite] = useState<Invite>();
  const [fault, setFault] = useState<string>();
  const [making, setMaking] = useState(false);
  const look = useCallback(() => {
    setFault(undefined);
    findLink().then(setInvite, (error: unknown) => setFault(notDone(error)));
  }, []);
  const ready = role === "member";
  useEffect(() => {
    if (ready) look();
  }, [ready, look]);

  function make() {
    if (role === "guest" && channels.length === 0) return setFault(words.noChannel);
    setFault(undefined);
    setMaking(true);
    // Rights like these are for one person.
    const once = role === "guest" ? {} : { max_uses: 1 };
    createInvite({ role, channels, ...once })
      .then(setInvite, (error: unknown) => setFault(notDone(error)))
      .finally(() => setMaking(false));
  }

  return (
    <section className="stack-form">
      <div>
        <h3>{words.byLink}</h3>
        {invite && (
          <p className="mid">
            {(invite.max_uses === 1 ? words.whatOnce : words.what)(date(invite.expires_at))}
          </p>
        )}
      </div>
      {invite && <CopyField label={words.link} value={invite.url} />}
      {!invite && !ready && (
        <div className="dialog-acts">
          <Button busy={making} onClick={make}>
            {words.makeLink}
          </Button>
        </div>
      )}
      {!invite && ready && fault === undefined && (
        <p className="mid" role="status">
          {words.making}
        </p>
      )}
      {fault !== undefined && (
        <FieldError>
          {fault}{" "}
          {ready && (
            <Button look="link" onClick={look}>
              {words.tryAgain}
            </Button>
          )}
        </FieldError>
      )}
    </section>
  );
}
