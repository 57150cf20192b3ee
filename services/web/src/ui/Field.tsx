/** A labelled text field with its hint and its error. */

import { useId, useState, type InputHTMLAttributes, type ReactNode } from "react";

import { Icon } from "./Icon.tsx";

interface Props extends Omit<InputHTMLAttributes<HTMLInputElement>, "id" | "className"> {
  label: ReactNode;
  hint?: ReactNode;
  error?: string;
  large?: boolean;
}

export function Field({ label, hint, error, large = false, type, ...input }: Props) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const said = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`];
  const secret = type === "password";
  const box = (
    <input
      {...input}
      id={id}
      className={large ? "in lg" : "in"}
      type={secret && shown ? "text" : type}
      aria-invalid={error !== undefined || undefined}
      aria-describedby={said.filter(Boolean).join(" ") || undefined}
    />
  );
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {secret ? (
        <div className="in-with">
          {box}
          <button
            type="button"
            className="ib"
            aria-label="Show what is typed"
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
          >
            <Icon name="eye" />
          </button>
        </div>
      ) : (
        box
      )}
      {hint !== undefined && <small id={`${id}-hint`}>{hint}</small>}
      {error !== undefined && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  );
}

/** What is wrong and how to mend it, read out as it appears. */
export function FieldError({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <small id={id} role="alert" className="wrong">
      <Icon name="alert" size="s" />
      <span>{children}</span>
    </small>
  );
}
