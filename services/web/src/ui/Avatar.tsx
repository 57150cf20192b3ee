/** A person's tile: initials on a tint that is always theirs. */

import { initials, tint } from "../lib/names.ts";

interface Props {
  id: string;
  name: string;
  size?: "s20" | "s24" | "s28" | "s48";
}

/** Always beside the name, so it says nothing itself. */
export function Avatar({ id, name, size }: Props) {
  return (
    <span className={size ? `av ${size}` : "av"} aria-hidden="true">
      <svg viewBox="0 0 40 40">
        <rect width="40" height="40" fill={`var(--tint-${tint(id)})`} />
        <text x="20" y="20" dy=".36em" textAnchor="middle" fill="var(--ink)" className="ini">
          {initials(name)}
        </text>
      </svg>
    </span>
  );
}
