/** The dialog that asks for another address; it is mine once its mail was answered. */

import { useState } from "react";

import { askForConfirmation } from "../../api/accounts.ts";
import { closeDialog } from "../../store/dialogs.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Field, FieldError } from "../../ui/Field.tsx";
import { useForm } from "../../ui/useForm.ts";
import { words } from "./words.ts";

export function ChangeEmail() {
  const [sentTo, setSentTo] = useState<string>();
  const { busy, errors, submit } = useForm(
    async ({ email = "", password = "" }) => {
      await askForConfirmation({ email, password });
      setSentTo(email);
    },
    { fieldOf: { email_taken: "email", wrong_password: "password" } },
  );
  const { email, password, ...rest } = errors;
  if (sentTo !== undefined) {
    return (
      <Dialog title={words.changeEmail} onClose={closeDialog}>
        <p className="mid" role="status">
          {words.emailSent(sentTo)}
        </p>
        <div className="dialog-acts">
          <Button autoFocus onClick={closeDialog}>
            {words.done}
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={words.changeEmail} onClose={closeDialog}>
      <form className="stack-form" onSubmit={submit}>
        <Field label={words.newEmail} name="email" type="email" autoComplete="email" required error={email} />
        <Field
          label={words.yourPassword}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          hint={words.emailWhat}
          error={password}
        />
        {Object.keys(rest).length > 0 && <FieldError>{Object.values(rest).join(" ")}</FieldError>}
        <div className="dialog-acts">
          <Button onClick={closeDialog}>{words.cancel}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {words.sendMail}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
