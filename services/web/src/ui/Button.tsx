/** A button that can be busy; it keeps its words while it works. */

import type { ButtonHTMLAttributes } from "react";

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: "primary" | "quiet" | "danger" | "link";
  size?: "sm" | "lg";
  busy?: boolean;
}

export function Button({ look, size, busy = false, type = "button", children, className, ...rest }: Props) {
  const classes = ["btn", look, size, className].filter(Boolean).join(" ");
  const off = rest.disabled || busy;
  return (
    <button {...rest} type={type} className={classes} aria-busy={busy || undefined} disabled={off}>
      {busy && <span className="spin" />}
      {children}
    </button>
  );
}
