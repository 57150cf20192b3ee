/** What the link in a mail about a forgotten password opens: a new one, and in. */

import { acceptReset, getReset } from "../../api/accounts.ts";
import { navigate } from "../../lib/location.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { Link } from "../../ui/Link.tsx";
import { useForm } from "../../ui/useForm.ts";
import { FormFault } from "./FormFault.tsx";
import { Gate, GateNote, GateUnreachable } from "./Gate.tsx";
import { useLink } from "./useLink.ts";
import { words } from "./words.ts";

export function ResetPassword({ code }: { code: string }) {
  const { found, fault, again } = useLink(code, getReset);
  const { busy, errors, submit } = useForm(async ({ password = "" }) => {
    await acceptReset(code, password);
    navigate("/?first", { replace: true });
  });

  if (fault === "gone") {
    return (
      <GateNote title={words.resetGone} text={words.resetGoneNext}>
        <Link className="btn lg" href="/forgot">
          {words.askAgain}
        </Link>
      </GateNote>
    );
  }
  if (fault === "unreachable") return <GateUnreachable onRetry={again} />;
  if (found === undefined) return <Gate>{null}</Gate>;
  return (
    <Gate>
      <form className="box" aria-labelledby="reset" onSubmit={submit}>
        <div>
          <h1 id="reset">{words.resetTitle}</h1>
          <p className="under">{words.resetWhat}</p>
        </div>
        <Field
          large
          label={words.newPassword}
          name="password"
          type="password"
          autoComplete="new-password"
          autoFocus
          required
          error={errors.password}
        />
        <FormFault errors={errors} fields={["password"]} />
        <Button type="submit" look="primary" size="lg" busy={busy}>
          {words.setPassword}
        </Button>
      </form>
    </Gate>
  );
}
