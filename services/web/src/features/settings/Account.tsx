/** How I sign in: my address and my password, and changing them. */

import type { Me } from "../../api/types.ts";
import { openDialog } from "../../store/dialogs.ts";
import { Button } from "../../ui/Button.tsx";
import { words } from "./words.ts";

export function Account({ me }: { me: Me }) {
  return (
    <section className="panel" aria-labelledby="account">
      <div className="panel-h">
        <h2 id="account">{words.account}</h2>
      </div>
      <ul className="things">
        <li>
          <div className="grow">
            <b className="trunc">{me.email}</b>
            <small>{me.email_confirmed ? words.confirmed : words.notConfirmed}</small>
          </div>
          <Button
            size="sm"
            aria-label={words.changeEmail}
            onClick={() => openDialog({ kind: "change-email" })}
          >
            {words.change}
          </Button>
        </li>
        <li>
          <div className="grow">
            <b>{words.password}</b>
            <small>{words.passwordWhat}</small>
          </div>
          <Button
            size="sm"
            aria-label={words.changePassword}
            onClick={() => openDialog({ kind: "change-password" })}
          >
            {words.change}
          </Button>
        </li>
      </ul>
    </section>
  );
}
