/** The dialog that invites people: by mail, or by a link to hand on. */

import { useState } from "react";

import type { Role } from "../../api/types.ts";
import { closeDialog } from "../../store/dialogs.ts";
import { useStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { ByLink } from "./ByLink.tsx";
import { ByMail } from "./ByMail.tsx";
import { RoleAndChannels } from "./RoleAndChannels.tsx";
import { words } from "./words.ts";

export function InvitePeople() {
  const workspace = useStore((state) => state.workspace?.name ?? "");
  const [role, setRole] = useState<Role>("member");
  const [picked, setChannels] = useState<string[]>([]);
  // Everybody else comes into #general and finds the rest.
  const channels = role === "guest" ? picked : [];
  return (
    <Dialog title={words.title(workspace)} onClose={closeDialog}>
      <RoleAndChannels role={role} channels={channels} onRole={setRole} onChannels={setChannels} />
      <ByMail role={role} channels={channels} />
      <ByLink key={`${role} ${channels.join(" ")}`} role={role} channels={channels} />
      <div className="dialog-acts">
        <Button onClick={closeDialog}>{words.done}</Button>
      </div>
    </Dialog>
  );
}
