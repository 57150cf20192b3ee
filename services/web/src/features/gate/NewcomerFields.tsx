/** Who you are: the same four fields for an owner and for everyone invited. */

import { useState } from "react";

import { suggestHandle } from "../../lib/names.ts";
import { Field } from "../../ui/Field.tsx";
import { words } from "./words.ts";

interface Props {
  errors: Record<string, string>;
  /** Where they were invited. */
  address?: string;
  autoFocus?: boolean;
}

export function NewcomerFields({ errors, address, autoFocus = false }: Props) {
  const [handle, setHandle] = useState("");
  // Suggested from the name until one was typed.
  const [typed, setTyped] = useState(false);
  return (
    <>
      <Field
        large
        label={words.name}
        name="name"
        autoComplete="name"
        autoFocus={autoFocus}
        required
        maxLength={80}
        error={errors.name}
        onChange={(event) => {
          if (!typed) setHandle(suggestHandle(event.target.value));
        }}
      />
      <Field
        large
        label={words.handle}
        name="handle"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        value={handle}
        hint={words.handleHint(handle)}
        error={errors.handle}
        onChange={(event) => {
          setTyped(event.target.value !== "");
          setHandle(event.target.value.toLowerCase());
        }}
      />
      <Field
        large
        label={words.email}
        name="email"
        type="email"
        autoComplete="email"
        defaultValue={address}
        required
        error={errors.email}
      />
      <Field
        large
        label={words.password}
        name="password"
        type="password"
        autoComplete="new-password"
        required
        error={errors.password}
      />
    </>
  );
}

/** The fields' names: an error under any other name belongs to the whole form. */
export const NEWCOMER_FIELDS = ["name", "handle", "email", "password"];
