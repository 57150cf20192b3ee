/** The dialog with a link to invite people by; each opening makes one. */

import { useCallback, useEffect, useState } from "react";

import { Problem } from "../../api/http.ts";
import { createInvite } from "../../api/invites.ts";
import type { Invite } from "../../api/types.ts";
import { date } from "../../lib/time.ts";
import { closeDialog } from "../../store/dialogs.ts";
import { useStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { CopyField } from "../../ui/CopyField.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { FieldError } from "../../ui/Field.tsx";
import { words } from "./words.ts";

export function InvitePeople() {
  const workspace = useStore((state) => state.workspace?.name ?? "");
  const [invite, setInvite] = useState<Invite>();
  const [fault, setFault] = useState<string>();
  const make = useCallback(() => {
    setFault(undefined);
    createInvite().then(setInvite, (error: unknown) => {
      setFault(words.notMade(error instanceof Problem ? error.detail : words.unreachable));
    });
  }, []);
  useEffect(make, [make]);
  return (
    <Dialog title={words.title(workspace)} onClose={closeDialog}>
      {invite && (
        <>
          <p className="mid">{words.what(date(invite.expires_at))}</p>
          <CopyField label={words.link} value={invite.url} />
        </>
      )}
      {!invite && fault === undefined && (
        <p className="mid" role="status">
          {words.making}
        </p>
      )}
      {fault !== undefined && (
        <>
          <FieldError>{fault}</FieldError>
          <Button onClick={make}>{words.tryAgain}</Button>
        </>
      )}
      <div className="dialog-acts">
        <Button onClick={closeDialog}>{words.done}</Button>
      </div>
    </Dialog>
  );
}
