/** The dialog that invites people: by mail, or by a link to hand on. */

import { closeDialog } from "../../store/dialogs.ts";
import { useStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { ByLink } from "./ByLink.tsx";
import { ByMail } from "./ByMail.tsx";
import { words } from "./words.ts";

export function InvitePeople() {
  const workspace = useStore((state) => state.workspace?.name ?? "");
  return (
    <Dialog title={words.title(workspace)} onClose={closeDialog}>
      <ByMail />
      <ByLink />
      <div className="dialog-acts">
        <Button onClick={closeDialog}>{words.done}</Button>
      </div>
    </Dialog>
  );
}
