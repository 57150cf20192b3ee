/** Asks to confirm one's address until that was done. It blocks nothing. */

import { useState } from "react";

import { askForConfirmation } from "../../api/accounts.ts";
import { cell, useCell } from "../../store/cell.ts";
import { useStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { FieldError } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { useAction } from "../../ui/useAction.ts";
import { words } from "./words.ts";

/** Until the page is loaded again. */
const putAway = cell(false);

export function ConfirmBanner() {
  const email = useStore(({ me }) => (me !== null && !me.email_confirmed ? me.email : null));
  const away = useCell(putAway);
  const [sent, setSent] = useState(false);
  const { busy, fault, run } = useAction();
  if (email === null || away) return null;

  async function send() {
    if (await run("send", () => askForConfirmation())) setSent(true);
  }

  return (
    <div className="banner wraps" role="status">
      <Icon name="at" />
      <span>
        <b>{words.confirmAddress}</b> {sent ? words.confirmSent(email) : words.confirmLook(email)}
      </span>
      {fault !== null && <FieldError>{fault}</FieldError>}
      <div className="acts">
        {!sent && (
          <Button size="sm" busy={busy !== null} onClick={() => void send()}>
            {words.sendAgain}
          </Button>
        )}
        <button type="button" className="ib" aria-label={words.dismiss} onClick={() => putAway.set(true)}>
          <Icon name="x" size="s" />
        </button>
      </div>
    </div>
  );
}
