/** A form that is sent: busy while it is on its way, its faults beside the fields they belong to. */

import { useState, type FormEvent } from "react";

import { Problem } from "../api/http.ts";

interface Form {
  busy: boolean;
  /** By field; what belongs to no field is under "". */
  errors: Record<string, string>;
  submit: (event: FormEvent<HTMLFormElement>) => void;
}

interface Rules {
  /** Which field a code of the server belongs to, where it names none. */
  fieldOf?: Record<string, string>;
  /** Our words for a code, where they say more than the server's. */
  words?: Record<string, string>;
}

export function useForm(
  send: (values: Record<string, string>) => Promise<void>,
  { fieldOf = {}, words = {} }: Rules = {},
): Form {
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});

  async function run(values: Record<string, string>) {
    setBusy(true);
    setErrors({});
    try {
      await send(values);
    } catch (error) {
      setErrors(faults(error, fieldOf, words));
    } finally {
      setBusy(false);
    }
  }

  return {
    busy,
    errors,
    submit: (event) => {
      event.preventDefault();
      const form = new FormData(event.currentTarget);
      const values = Array.from(form, ([name, value]) => [name, String(value)] as const);
      if (!busy) void run(Object.fromEntries(values));
    },
  };
}

function faults(error: unknown, fieldOf: Record<string, string>, words: Record<string, string>) {
  if (!(error instanceof Problem)) {
    return { "": "The server can’t be reached. What you typed is still here; try again." };
  }
  if (Object.keys(error.fields).length > 0) return error.fields;
  return { [fieldOf[error.code] ?? ""]: words[error.code] ?? error.detail };
}
