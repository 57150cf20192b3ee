/** Asks before signing out, for what is only on this device goes with it. */

import { useState } from "react";

import { navigate } from "../../lib/location.ts";
import { withdrawAll } from "../../realtime/outbox.ts";
import { signOut } from "../../realtime/session.ts";
import { useCell } from "../../store/cell.ts";
import { closeDialog } from "../../store/dialogs.ts";
import { draftSlots, forgetDrafts } from "../../store/drafts.ts";
import { useStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { FieldError } from "../../ui/Field.tsx";
import { notDone } from "../../ui/useAction.ts";
import { words } from "./words.ts";

export function SignOut() {
  const outbox = useStore((state) => state.outbox);
  const drafts = useCell(draftSlots).size;
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const waiting = Object.values(outbox)
    .flat()
    .filter(({ state }) => state !== "sent").length;

  async function leave() {
    setBusy(true);
    try {
      await signOut(() => {
        withdrawAll();
        forgetDrafts();
      });
      closeDialog();
      // Whoever signs in next starts at the beginning.
      navigate("/sign-in", { replace: true });
    } catch (error) {
      setBusy(false);
      setFault(notDone(error));
    }
  }

  return (
    <Dialog title={words.signOutTitle} onClose={closeDialog}>
      <p className="mid">{waiting + drafts > 0 ? words.signOutLoses(waiting, drafts) : words.signOutPlain}</p>
      {fault !== undefined && <FieldError>{fault}</FieldError>}
      <div className="dialog-acts">
        <Button onClick={closeDialog}>{words.stay}</Button>
        <Button look={waiting + drafts > 0 ? "danger" : "primary"} busy={busy} onClick={() => void leave()}>
          {words.signOut}
        </Button>
      </div>
    </Dialog>
  );
}
