/** What I say of myself: name, handle, what I do, where on the clock I am. */

import { useState } from "react";

import { changeUser } from "../../api/users.ts";
import type { Me } from "../../api/types.ts";
import { cityOf, ownZone, timeIn } from "../../lib/time.ts";
import { dispatch } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { Field, FieldError, FieldFrame } from "../../ui/Field.tsx";
import { Select } from "../../ui/Select.tsx";
import { useForm } from "../../ui/useForm.ts";
import { words } from "./words.ts";

const zones = () => [...new Set([ownZone(), ...Intl.supportedValuesOf("timeZone"), "UTC"])].toSorted();

export function Profile({ me }: { me: Me }) {
  const [shown, setShown] = useState(() => said(me));
  const [saved, setSaved] = useState(false);
  const [all] = useState(zones);
  const now = said(me);
  const changed = (Object.keys(now) as (keyof typeof now)[]).filter((key) => shown[key] !== now[key]);
  const { busy, errors, submit } = useForm(
    async () => {
      const { zone, ...lines } = shown;
      const user = await changeUser("me", { ...lines, time_zone: zone === "" ? null : zone });
      dispatch({ type: "users", users: [user] });
      setShown(said(user));
      setSaved(true);
    },
    { fieldOf: { handle_taken: "handle" } },
  );
  const { name, handle, title, time_zone: zoneError, ...rest } = errors;
  const put = (more: Partial<typeof shown>) => {
    setShown((old) => ({ ...old, ...more }));
    setSaved(false);
  };
  // A zone that this browser does not know stays what it is.
  const known = shown.zone === "" || all.includes(shown.zone) ? all : [shown.zone, ...all];
  const there = shown.zone === "" ? undefined : timeIn(shown.zone);

  return (
    <form className="panel" aria-labelledby="profile" onSubmit={submit}>
      <div className="panel-h">
        <h2 id="profile">{words.profile}</h2>
      </div>
      <div className="fields">
        <Field
          label={words.name}
          name="name"
          autoComplete="name"
          required
          maxLength={80}
          value={shown.name}
          error={name}
          onChange={(event) => put({ name: event.target.value })}
        />
        <Field
          label={words.handle}
          name="handle"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          required
          maxLength={32}
          value={shown.handle}
          hint={words.handleHint(shown.handle)}
          error={handle}
          onChange={(event) => put({ handle: event.target.value.toLowerCase() })}
        />
        <Field
          label={words.jobTitle}
          name="title"
          autoComplete="organization-title"
          maxLength={100}
          value={shown.title}
          hint={words.jobTitleHint}
          error={title}
          onChange={(event) => put({ title: event.target.value })}
        />
        <FieldFrame
          label={words.zone}
          error={zoneError}
          hint={there ? words.zoneHint(there.clock, cityOf(shown.zone)) : words.zoneNone}
        >
          {(input) => (
            <Select
              {...input}
              wide
              name="time_zone"
              value={shown.zone}
              options={[
                { value: "", name: words.zoneUnsaid },
                ...known.map((one) => ({ value: one, name: one.replaceAll("_", " ") })),
              ]}
              onChange={(event) => put({ zone: event.target.value })}
            />
          )}
        </FieldFrame>
        {Object.keys(rest).length > 0 && <FieldError>{Object.values(rest).join(" ")}</FieldError>}
        <div className="dialog-acts">
          <span className="dim" role="status">
            {saved && changed.length === 0 && words.saved}
          </span>
          {shown.zone !== ownZone() && (
            <Button look="quiet" onClick={() => put({ zone: ownZone() })}>
              {words.zoneOfDevice(cityOf(ownZone()))}
            </Button>
          )}
          <Button
            type="submit"
            look={changed.length > 0 ? "primary" : undefined}
            busy={busy}
            disabled={changed.length === 0}
          >
            {words.save}
          </Button>
        </div>
      </div>
    </form>
  );
}

function said({ name, handle, title, time_zone: zone }: Pick<Me, "name" | "handle" | "title" | "time_zone">) {
  return { name, handle, title, zone: zone ?? "" };
}
