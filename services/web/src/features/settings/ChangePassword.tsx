/** The dialog for another password; every other session ends with the old one. */

import { changePassword } from "../../api/accounts.ts";
import { closeDialog } from "../../store/dialogs.ts";
import { say } from "../../store/notices.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Field, FieldError } from "../../ui/Field.tsx";
import { useForm } from "../../ui/useForm.ts";
import { words } from "./words.ts";

export function ChangePassword() {
  const { busy, errors, submit } = useForm(
    async ({ current = "", password = "" }) => {
      await changePassword(current, password);
      closeDialog();
      say(words.passwordChanged);
    },
    { fieldOf: { wrong_password: "current" } },
  );
  const { current, password, ...rest } = errors;
  return (
    <Dialog title={words.changePassword} onClose={closeDialog}>
      <form className="stack-form" onSubmit={submit}>
        <Field
          label={words.yourPassword}
          name="current"
          type="password"
          autoComplete="current-password"
          required
          error={current}
        />
        <Field
          label={words.newPassword}
          name="password"
          type="password"
          autoComplete="new-password"
          required
          hint={words.passwordEnds}
          error={password}
        />
        {Object.keys(rest).length > 0 && <FieldError>{Object.values(rest).join(" ")}</FieldError>}
        <div className="dialog-acts">
          <Button onClick={closeDialog}>{words.cancel}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {words.changePassword}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
