/** Sign in by e-mail and password; says so where the server is not set up yet. */

import { useEffect, useState } from "react";

import { getSetup, signIn } from "../../api/accounts.ts";
import { navigate } from "../../lib/location.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { Link } from "../../ui/Link.tsx";
import { useForm } from "../../ui/useForm.ts";
import { FormFault } from "./FormFault.tsx";
import { Gate, GateNote } from "./Gate.tsx";
import { words } from "./words.ts";

export function SignIn({ back }: { back: string }) {
  const [needed, setNeeded] = useState(false);
  const [caps, setCaps] = useState(false);
  useEffect(() => {
    // No answer means no more than that: the form is there either way.
    getSetup().then(
      (setup) => setNeeded(setup.needed),
      () => undefined,
    );
  }, []);
  const { busy, errors, submit } = useForm(
    async ({ email = "", password = "" }) => {
      await signIn(email, password);
      navigate(back, { replace: true });
    },
    {
      fieldOf: { wrong_credentials: "password" },
      words: { wrong_credentials: words.wrongCredentials },
    },
  );

  if (needed) return <GateNote title={words.notSetUp} text={words.notSetUpNext} />;
  return (
    <Gate>
      <form className="box" aria-labelledby="sign-in" onSubmit={submit}>
        <div>
          <h1 id="sign-in">{words.signIn}</h1>
          <p className="under">{window.location.host}</p>
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
        <Field
          large
          label={words.password}
          aside={<Link href="/forgot">{words.forgot}</Link>}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          error={errors.password}
          hint={caps ? words.capsLock : undefined}
          onKeyUp={(event) => setCaps(event.getModifierState("CapsLock"))}
        />
        <FormFault errors={errors} fields={["email", "password"]} />
        <Button type="submit" look="primary" size="lg" busy={busy}>
          {words.signIn}
        </Button>
      </form>
    </Gate>
  );
}
