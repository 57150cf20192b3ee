/**
 * What the link in a mail about an address opens: a button, for programs that look at mails open links by
 * themselves.
 */

import { useState } from "react";

import { acceptConfirmation } from "../../api/accounts.ts";
import { Problem } from "../../api/http.ts";
import { Button } from "../../ui/Button.tsx";
import { Link } from "../../ui/Link.tsx";
import { useForm } from "../../ui/useForm.ts";
import { FormFault } from "./FormFault.tsx";
import { Gate, GateNote } from "./Gate.tsx";
import { words } from "./words.ts";

export function ConfirmEmail({ code }: { code: string }) {
  const [email, setEmail] = useState<string>();
  const [gone, setGone] = useState(false);
  const { busy, errors, submit } = useForm(async () => {
    try {
      setEmail((await acceptConfirmation(code)).email);
    } catch (error) {
      if (!(error instanceof Problem) || (error.status !== 404 && error.status !== 410)) throw error;
      setGone(true);
    }
  });
  const open = (
    <Link className="btn lg" href="/">
      {words.open}
    </Link>
  );

  if (email !== undefined) {
    return (
      <GateNote title={words.confirmed(email)} text={words.confirmedNext}>
        {open}
      </GateNote>
    );
  }
  if (gone) {
    return (
      <GateNote title={words.confirmGone} text={words.confirmGoneNext}>
        {open}
      </GateNote>
    );
  }
  return (
    <Gate>
      <form className="box" aria-labelledby="confirm" onSubmit={submit}>
        <div>
          <h1 id="confirm">{words.confirmTitle}</h1>
          <p className="under">{words.confirmWhat}</p>
        </div>
        <FormFault errors={errors} fields={[]} />
        <Button type="submit" look="primary" size="lg" busy={busy} autoFocus>
          {words.confirm}
        </Button>
      </form>
    </Gate>
  );
}
