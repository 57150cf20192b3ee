/** A person's tile: initials on a tint that is always theirs, and where it is known how they are. */

import { initials, tint } from "../lib/names.ts";

interface Props {
  id: string;
  name: string;
  size?: "s20" | "s24" | "s28" | "s48";
  presence?: "active" | "away" | "offline";
}

const DOTS = { active: "pr on", away: "pr away", offline: "pr off" };
const SAID = { active: "online", away: "away", offline: "offline" };

/** Always beside the name: it says only how they are, in front of it. */
export function Avatar({ id, name, size, presence }: Props) {
  return (
    <span className={size ? `av ${size}` : "av"}>
      <svg viewBox="0 0 40 40" aria-hidden="true">
        <rect width="40" height="40" fill={`var(--tint-${tint(id)})`} />
        <text x="20" y="20" dy=".36em" textAnchor="middle" fill="var(--ink)" className="ini">
          {initials(name)}
        </text>
      </svg>
      {presence && (
        <>
          <i className={DOTS[presence]} aria-hidden="true" />
          <span className="sr">{SAID[presence]}: </span>
        </>
      )}
    </span>
  );
}
