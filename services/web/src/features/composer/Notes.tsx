/** What stands in the composer's place where one can't write: archived, or not joined yet. */

import { addMember, changeChannel } from "../../api/channels.ts";
import type { Channel } from "../../api/types.ts";
import { date } from "../../lib/time.ts";
import { mayManage } from "../../store/rights.ts";
import { dispatch, useStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { FieldError } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { useAction } from "../../ui/useAction.ts";
import { words } from "./words.ts";

export function ArchivedNote({ channel }: { channel: Channel }) {
  const may = useStore((state) => mayManage(state, channel));
  const { busy, fault, run } = useAction();

  async function restore() {
    dispatch({ type: "channels", channels: [await changeChannel(channel.id, { archived: false })] });
  }

  return (
    <div className="banner foot-note">
      <Icon name="info" />
      <span>{words.readOnly(date(channel.archived_at!))}</span>
      {fault !== null && <FieldError>{fault}</FieldError>}
      {may && (
        <div className="acts">
          <Button size="sm" busy={busy !== null} onClick={() => void run("restore", restore)}>
            {words.restore}
          </Button>
        </div>
      )}
    </div>
  );
}

export function JoinNote({ channel }: { channel: Channel }) {
  const { busy, fault, run } = useAction();
  return (
    <div className="banner foot-note">
      <Icon name="info" />
      <span>{words.looking}</span>
      {fault !== null && <FieldError>{fault}</FieldError>}
      <div className="acts">
        <Button
          look="primary"
          busy={busy !== null}
          // The event that follows makes the channel mine, and this note goes.
          onClick={() => void run("join", () => addMember(channel.id, "me"))}
        >
          {words.join} #{channel.name}
        </Button>
      </div>
    </div>
  );
}
