/** The dialog about one channel: its name and purpose, its members, leaving and archiving it. */

import { useState } from "react";

import { addMember, changeChannel, removeMember } from "../../api/channels.ts";
import type { Channel } from "../../api/types.ts";
import { navigate } from "../../lib/location.ts";
import { channelName } from "../../lib/names.ts";
import { save } from "../../lib/storage.ts";
import { closeDialog, openDialog } from "../../store/dialogs.ts";
import { mayDescribe, mayLeave, mayManage } from "../../store/rights.ts";
import { findChannel } from "../../store/selectors.ts";
import { dispatch, useStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Field, FieldError } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { useAction } from "../../ui/useAction.ts";
import { useForm } from "../../ui/useForm.ts";
import { ArchiveSteps } from "./ArchiveSteps.tsx";
import { MemberList } from "./MemberList.tsx";
import { words } from "./words.ts";

export function Details({ channel: id }: { channel: string }) {
  const channel = useStore((state) => findChannel(state, id));
  const mine = useStore((state) => id in state.channels);
  const me = useStore((state) => state.me);
  const workspace = useStore((state) => state.workspace);
  const { busy, fault, run } = useAction();
  if (!channel) return null;
  const here = { me, workspace };
  const archived = channel.archived_at !== null;
  const guest = me?.role === "guest";

  async function leave() {
    if (!(await run("leave", () => removeMember(id, "me")))) return;
    closeDialog();
    // Home is not the channel that was just left.
    save("last-channel", null);
    navigate("/");
  }

  return (
    <Dialog title={`#${channel.name}`} onClose={closeDialog}>
      {mine && !archived && mayDescribe(here, channel) ? (
        <About channel={channel} />
      ) : (
        <p>{channel.description}</p>
      )}
      <section>
        <div className="head-row">
          <h3>{words.membersTitle}</h3>
          {mine && !archived && !guest && (
            <div className="acts">
              <Button size="sm" onClick={() => openDialog({ kind: "add-people", channel: id })}>
                <Icon name="plus" size="s" />
                {words.addPeople}
              </Button>
            </div>
          )}
        </div>
        <MemberList channel={channel} open={mine && !archived} />
      </section>
      {fault !== null && <FieldError>{fault}</FieldError>}
      <div className="dialog-acts spread">
        {mine && mayLeave(here, channel) && (
          <Button look="quiet" busy={busy === "leave"} onClick={() => void leave()}>
            {words.leaveChannel}
          </Button>
        )}
        {!mine && !archived && (
          <Button busy={busy === "join"} onClick={() => void run("join", () => addMember(id, "me"))}>
            {words.joinNamed(channel.name ?? "")}
          </Button>
        )}
        {mine && mayManage(here, channel) && <ArchiveSteps channel={channel} />}
      </div>
    </Dialog>
  );
}

function About({ channel }: { channel: Channel }) {
  const [name, setName] = useState(channel.name ?? "");
  const [description, setDescription] = useState(channel.description);
  const [saved, setSaved] = useState(false);
  const changed = name !== channel.name || description !== channel.description;
  const { busy, errors, submit } = useForm(
    async () => {
      const answer = await changeChannel(channel.id, { name, description });
      dispatch({ type: "channels", channels: [answer] });
      setSaved(true);
    },
    { fieldOf: { name_taken: "name" } },
  );
  const { name: nameError, description: descriptionError, ...rest } = errors;
  return (
    <form className="stack-form" onSubmit={submit}>
      <Field
        label={words.name}
        name="name"
        autoComplete="off"
        required
        maxLength={80}
        value={name}
        error={nameError}
        onChange={(event) => setName(channelName(event.target.value))}
      />
      <Field
        label={words.description}
        name="description"
        autoComplete="off"
        maxLength={1000}
        value={description}
        error={descriptionError}
        onChange={(event) => setDescription(event.target.value)}
      />
      {Object.keys(rest).length > 0 && <FieldError>{Object.values(rest).join(" ")}</FieldError>}
      <div className="dialog-acts">
        <span className="dim" role="status">
          {saved && !changed && words.saved}
        </span>
        <Button type="submit" look={changed ? "primary" : undefined} busy={busy} disabled={!changed}>
          {words.save}
        </Button>
      </div>
    </form>
  );
}
