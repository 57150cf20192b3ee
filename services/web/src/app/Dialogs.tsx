/** The dialog that is open. */

import { AddPeople } from "../features/channels/AddPeople.tsx";
import { CreateChannel } from "../features/channels/CreateChannel.tsx";
import { Details } from "../features/channels/Details.tsx";
import { InvitePeople } from "../features/invites/InvitePeople.tsx";
import { Palette } from "../features/palette/Palette.tsx";
import { PersonCard } from "../features/people/PersonCard.tsx";
import { Standing } from "../features/people/Standing.tsx";
import { ChangeEmail } from "../features/settings/ChangeEmail.tsx";
import { ChangePassword } from "../features/settings/ChangePassword.tsx";
import { SignOut } from "../features/settings/SignOut.tsx";
import { ShortcutSheet } from "../features/shortcuts/ShortcutSheet.tsx";
import { useCell } from "../store/cell.ts";
import { dialog } from "../store/dialogs.ts";

interface Props {
  onMention: (handle: string) => void;
  /** There is a conversation to mention somebody in. */
  canMention: boolean;
}

export function Dialogs({ onMention, canMention }: Props) {
  const open = useCell(dialog);
  switch (open?.kind) {
    case "create-channel":
      return <CreateChannel />;
    case "channel-details":
      return <Details channel={open.channel} />;
    case "add-people":
      return <AddPeople channel={open.channel} />;
    case "invite":
      return <InvitePeople />;
    case "person":
      return <PersonCard user={open.user} onMention={canMention ? onMention : undefined} />;
    case "standing":
      return <Standing user={open.user} />;
    case "palette":
      return <Palette onMention={onMention} />;
    case "shortcuts":
      return <ShortcutSheet />;
    case "change-email":
      return <ChangeEmail />;
    case "change-password":
      return <ChangePassword />;
    case "sign-out":
      return <SignOut />;
    case undefined:
      return null;
  }
}
