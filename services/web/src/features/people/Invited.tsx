/** Who is invited and has not come yet, what became of the mail, and taking it back. */

import { useEffect } from "react";

import { listInvites, revokeInvite } from "../../api/invites.ts";
import { collect } from "../../api/lists.ts";
import type { Invite } from "../../api/types.ts";
import { date } from "../../lib/time.ts";
import { useCell } from "../../store/cell.ts";
import { dialog } from "../../store/dialogs.ts";
import { nameOf } from "../../store/selectors.ts";
import { useStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { FieldError } from "../../ui/Field.tsx";
import { Icon, type IconName } from "../../ui/Icon.tsx";
import { useList } from "../../ui/useList.ts";
import { words } from "./words.ts";

const LOOK_AGAIN_MS = 3_000;
const PILLS: Record<NonNullable<Invite["mail"]>, { look: string; icon: IconName }> = {
  queued: { look: "pill warn", icon: "clock" },
  sent: { look: "pill ok", icon: "check" },
  failed: { look: "pill bad", icon: "alert" },
};

const all = () => collect(listInvites, ({ invites }) => invites);

export function Invited({ query }: { query: string }) {
  const { items, fault, load, change } = useList(all);
  const users = useStore((state) => state.users);
  const inviting = useCell(dialog)?.kind === "invite";
  const waiting = items?.some(({ mail }) => mail === "queued") ?? false;
  const wanted = query.trim().toLocaleLowerCase();
  const shown = (items ?? []).filter(({ email }) =>
    (email ?? words.aLink).toLocaleLowerCase().includes(wanted),
  );

  // Those that were just made, and mails that are on their way.
  useEffect(() => {
    if (!inviting) load();
  }, [inviting, load]);
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(load, LOOK_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [waiting, items, load]);

  return (
    <>
      {fault !== null && (
        <FieldError>
          {fault}{" "}
          <Button look="link" onClick={load}>
            {words.tryAgain}
          </Button>
        </FieldError>
      )}
      <ul className="panel things people" aria-label={words.invited}>
        {shown.map((invite) => {
          const name = invite.email ?? words.aLink;
          return (
            <li key={invite.id}>
              <Icon name={invite.email == null ? "link" : "at"} />
              <div className="grow">
                <b className="trunc">{name}</b>
                <small>
                  {words.invitedBy(nameOf(users, invite.created_by), invite.role, date(invite.expires_at))}
                </small>
              </div>
              {invite.mail != null && (
                <span className={PILLS[invite.mail].look}>
                  <Icon name={PILLS[invite.mail].icon} size="xs" />
                  {words.mail(invite.mail)}
                </span>
              )}
              <Button
                size="sm"
                look="quiet"
                aria-label={words.revokeNamed(name)}
                onClick={() => void change(() => revokeInvite(invite.id))}
              >
                {words.revoke}
              </Button>
            </li>
          );
        })}
      </ul>
      {items !== undefined && shown.length === 0 && (
        <div className="empty">
          <h2>{wanted === "" ? words.nobodyInvited : words.nobody(query.trim())}</h2>
          {wanted === "" && <p>{words.nobodyInvitedNext}</p>}
        </div>
      )}
    </>
  );
}
