/** The dialog that makes a channel; its id is made here, so that a repeated try makes one channel. */

import { useRef, useState } from "react";

import { addMember, createChannel } from "../../api/channels.ts";
import { newId } from "../../lib/ids.ts";
import { navigate } from "../../lib/location.ts";
import { channelName } from "../../lib/names.ts";
import { closeDialog } from "../../store/dialogs.ts";
import { dispatch } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Field, FieldError } from "../../ui/Field.tsx";
import { useForm } from "../../ui/useForm.ts";
import { words } from "./words.ts";

export function CreateChannel() {
  /** What was tried last, and under which id: the same again is the same channel. */
  const tried = useRef({ what: "", id: "" });
  const [name, setName] = useState("");
  const { busy, errors, submit } = useForm(
    async ({ name: typed = "", description = "", private: secret }) => {
      const kind = secret === undefined ? "public" : "private";
      const what = JSON.stringify([kind, typed, description]);
      if (what !== tried.current.what) tried.current = { what, id: newId() };
      const channel = await createChannel({ id: tried.current.id, kind, name: typed, description });
      if (!channel.is_member) await addMember(channel.id, "me");
      dispatch({ type: "channels", channels: [channel] });
      closeDialog();
      navigate(`/channels/${channel.id}`);
    },
    { fieldOf: { name_taken: "name" } },
  );
  const { name: nameError, description: descriptionError, ...rest } = errors;

  return (
    <Dialog title={words.createTitle} onClose={closeDialog}>
      <form className="stack-form" onSubmit={submit}>
        <Field
          label={words.name}
          name="name"
          placeholder={words.namePlaceholder}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          required
          maxLength={80}
          value={name}
          hint={words.nameHint}
          error={nameError}
          onChange={(event) => setName(channelName(event.target.value))}
        />
        <Field
          label={words.description}
          name="description"
          autoComplete="off"
          maxLength={1000}
          error={descriptionError}
        />
        <label className="check">
          <input type="checkbox" name="private" />
          <span>
            {words.isPrivate}
            <small>{words.privateHint}</small>
          </span>
        </label>
        {Object.keys(rest).length > 0 && <FieldError>{Object.values(rest).join(" ")}</FieldError>}
        <div className="dialog-acts">
          <Button onClick={closeDialog}>{words.cancel}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {words.createSubmit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
