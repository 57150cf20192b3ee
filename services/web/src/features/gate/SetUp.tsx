/** First run: names the workspace, makes its owner, ends on a link to invite others with. */

import { useEffect, useState } from "react";

import { getSetup, setUp } from "../../api/accounts.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { Link } from "../../ui/Link.tsx";
import { useForm } from "../../ui/useForm.ts";
import { FormFault } from "./FormFault.tsx";
import { Gate, GateNote } from "./Gate.tsx";
import { NEWCOMER_FIELDS, NewcomerFields } from "./NewcomerFields.tsx";
import { Ready } from "./Ready.tsx";
import { words } from "./words.ts";

export function SetUp({ setupKey }: { setupKey: string }) {
  const [needed, setNeeded] = useState(true);
  const [made, setMade] = useState<string>();
  useEffect(() => {
    getSetup().then(
      (setup) => setNeeded(setup.needed),
      () => undefined,
    );
  }, []);
  const { busy, errors, submit } = useForm(
    async ({ workspace = "", name = "", handle = "", email = "", password = "" }) => {
      const answer = await setUp({ key: setupKey, workspace, name, handle, email, password });
      setMade(answer.workspace.name);
    },
    { fieldOf: { handle_taken: "handle", email_taken: "email" } },
  );

  if (made !== undefined) return <Ready workspace={made} />;
  if (!needed) {
    return (
      <GateNote title={words.setUpAlready} text={words.setUpAlreadyNext}>
        <Link className="btn lg" href="/sign-in">
          {words.signIn}
        </Link>
      </GateNote>
    );
  }
  if (setupKey === "") return <GateNote title={words.noKey} text={words.noKeyNext} />;
  return (
    <Gate>
      <form className="box" aria-labelledby="set-up" onSubmit={submit}>
        <h1 id="set-up">{words.setUpTitle}</h1>
        <Field
          large
          label={words.workspace}
          name="workspace"
          autoComplete="organization"
          autoFocus
          required
          maxLength={80}
          error={errors.workspace}
        />
        <NewcomerFields errors={errors} />
        <FormFault errors={errors} fields={["workspace", ...NEWCOMER_FIELDS]} />
        <Button type="submit" look="primary" size="lg" busy={busy}>
          {words.setUp}
        </Button>
      </form>
    </Gate>
  );
}
