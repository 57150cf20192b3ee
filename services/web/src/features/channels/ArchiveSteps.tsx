/** Archiving, with a second look before; and back. */

import { useState } from "react";

import { changeChannel } from "../../api/channels.ts";
import type { Channel } from "../../api/types.ts";
import { closeDialog } from "../../store/dialogs.ts";
import { dispatch } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { FieldError } from "../../ui/Field.tsx";
import { useAction } from "../../ui/useAction.ts";
import { words } from "./words.ts";

export function ArchiveSteps({ channel }: { channel: Channel }) {
  const [asking, setAsking] = useState(false);
  const { busy, fault, run } = useAction();

  async function set(archived: boolean) {
    const done = await run("archive", async () => {
      dispatch({ type: "channels", channels: [await changeChannel(channel.id, { archived })] });
    });
    if (done) closeDialog();
  }

  if (channel.archived_at !== null) {
    return (
      <>
        {fault !== null && <FieldError>{fault}</FieldError>}
        <Button busy={busy !== null} onClick={() => void set(false)}>
          {words.restore}
        </Button>
      </>
    );
  }
  if (!asking) {
    return (
      <Button look="danger" onClick={() => setAsking(true)}>
        {words.archive}
      </Button>
    );
  }
  return (
    <div className="confirm" role="group" aria-label={words.archiveConfirm(channel.name ?? "")}>
      <b>{words.archiveConfirm(channel.name ?? "")}</b>
      <p>{words.archiveWhat}</p>
      {fault !== null && <FieldError>{fault}</FieldError>}
      <div className="dialog-acts">
        <Button autoFocus onClick={() => setAsking(false)}>
          {words.keep}
        </Button>
        <Button look="danger" busy={busy !== null} onClick={() => void set(true)}>
          {words.archiveDo}
        </Button>
      </div>
    </div>
  );
}
