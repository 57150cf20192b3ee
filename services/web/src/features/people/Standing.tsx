/** Asks before somebody is deactivated, or restored. */

import { changeUser } from "../../api/users.ts";
import { closeDialog } from "../../store/dialogs.ts";
import { say } from "../../store/notices.ts";
import { dispatch, useStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { FieldError } from "../../ui/Field.tsx";
import { useAction } from "../../ui/useAction.ts";
import { words } from "./words.ts";

export function Standing({ user: id }: { user: string }) {
  const user = useStore((state) => state.users[id]);
  const { busy, fault, run } = useAction();
  if (!user) return null;
  const { name, deactivated_at: gone } = user;
  const here = gone === null;

  async function change() {
    const done = await run("standing", async () => {
      dispatch({ type: "users", users: [await changeUser(id, { deactivated: here })] });
    });
    if (!done) return;
    closeDialog();
    say(here ? words.isDeactivated(name) : words.isRestored(name));
  }

  return (
    <Dialog title={here ? words.deactivateAsk(name) : words.restoreAsk(name)} onClose={closeDialog}>
      <p className="mid">{here ? words.deactivateWhat : words.restoreWhat}</p>
      {fault !== null && <FieldError>{fault}</FieldError>}
      <div className="dialog-acts">
        <Button onClick={closeDialog}>{words.keep}</Button>
        <Button look={here ? "danger" : "primary"} busy={busy !== null} onClick={() => void change()}>
          {here ? words.deactivate : words.restore}
        </Button>
      </div>
    </Dialog>
  );
}
