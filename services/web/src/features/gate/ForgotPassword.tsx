/** Asks for a link to set a new password; says the same whoever the address belongs to. */

import { useState } from "react";

import { askForReset } from "../../api/accounts.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { Link } from "../../ui/Link.tsx";
import { useForm } from "../../ui/useForm.ts";
import { FormFault } from "./FormFault.tsx";
import { Gate, GateNote } from "./Gate.tsx";
import { words } from "./words.ts";

export function ForgotPassword() {
  const [sentTo, setSentTo] = useState<string>();
  const { busy, errors, submit } = useForm(async ({ email = "" }) => {
    await askForReset(email);
    setSentTo(email);
  });

  if (sentTo !== undefined) {
    return (
      <GateNote title={words.linkSent} text={words.linkSentTo(sentTo)}>
        <Link className="btn lg" href="/sign-in">
          {words.backToSignIn}
        </Link>
      </GateNote>
    );
  }
  return (
    <Gate>
      <form className="box" aria-labelledby="forgot" onSubmit={submit}>
        <div>
          <h1 id="forgot">{words.forgotTitle}</h1>
          <p className="under">{words.forgotWhat}</p>
        </div>
        <Field
          large
          label={words.email}
          name="email"
          type="email"
          autoComplete="username"
          autoFocus
          required
          error={errors.email}
        />
        <FormFault errors={errors} fields={["email"]} />
        <Button type="submit" look="primary" size="lg" busy={busy}>
          {words.sendLink}
        </Button>
        <Link href="/sign-in">{words.backToSignIn}</Link>
      </form>
    </Gate>
  );
}
