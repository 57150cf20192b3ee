/** What stands in the composer's place where one can't write: archived, or not joined yet. */

import { useState } from "react";

import { addMember } from "../../api/channels.ts";
import { Problem } from "../../api/http.ts";
import type { Channel } from "../../api/types.ts";
import { date } from "../../lib/time.ts";
import { Button } from "../../ui/Button.tsx";
import { FieldError } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { words } from "./words.ts";

export function ArchivedNote({ at }: { at: string }) {
  return (
    <div className="banner foot-note">
      <Icon name="info" />
      <span>{words.readOnly(date(at))}</span>
    </div>
  );
}

export function JoinNote({ channel }: { channel: Channel }) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();

  function join() {
    setBusy(true);
    setFault(undefined);
    // The event that follows makes the channel mine, and this note goes.
    addMember(channel.id, "me").catch((error: unknown) => {
      setBusy(false);
      setFault(error instanceof Problem ? words.notJoined(error.detail) : words.unreachable);
    });
  }

  return (
    <div className="banner foot-note">
      <Icon name="info" />
      <span>{words.looking}</span>
      {fault !== undefined && <FieldError>{fault}</FieldError>}
      <div className="acts">
        <Button look="primary" busy={busy} onClick={join}>
          {words.join} #{channel.name}
        </Button>
      </div>
    </div>
  );
}
