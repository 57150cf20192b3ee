/** A labelled field with its hint and its error. */

import { useId, useState, type InputHTMLAttributes, type ReactNode } from "react";

import { Icon } from "./Icon.tsx";

interface FrameProps {
  label: ReactNode;
  /** At the end of the label's line. */
  aside?: ReactNode;
  hint?: ReactNode;
  error?: string;
  /** The control, given what ties it to its label, hint and error. */
  children: (control: Control) => ReactNode;
}

interface Control {
  id: string;
  "aria-invalid": true | undefined;
  "aria-describedby": string | undefined;
}

export function FieldFrame({ label, aside, hint, error, children }: FrameProps) {
  const id = useId();
  const said = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`];
  return (
    <div className="field">
      {aside === undefined ? (
        <label htmlFor={id}>{label}</label>
      ) : (
        <div className="label-row">
          <label htmlFor={id}>{label}</label>
          {aside}
        </div>
      )}
      {children({
        id,
        "aria-invalid": error !== undefined || undefined,
        "aria-describedby": said.filter(Boolean).join(" ") || undefined,
      })}
      {hint !== undefined && <small id={`${id}-hint`}>{hint}</small>}
      {error !== undefined && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  );
}

interface Props extends Omit<InputHTMLAttributes<HTMLInputElement>, "id" | "className"> {
  label: ReactNode;
  aside?: ReactNode;
  hint?: ReactNode;
  error?: string;
  large?: boolean;
}

export function Field({ label, aside, hint, error, large = false, type, ...input }: Props) {
  const [shown, setShown] = useState(false);
  const secret = type === "password";
  return (
    <FieldFrame label={label} aside={aside} hint={hint} error={error}>
      {(control) => {
        const box = (
          <input
            {...input}
            {...control}
            className={large ? "in lg" : "in"}
            type={secret && shown ? "text" : type}
          />
        );
        if (!secret) return box;
        return (
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
        );
      }}
    </FieldFrame>
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
