/** The mark over water: two halves of a talk and their reflection. */

const LEFT = [0.62, 0.54, 0.46, 0.38, 0.3, 0.22, 0.16];
const RIGHT = [0.7, 0.6, 0.5, 0.42, 0.34, 0.26, 0.18];
const STEP = 19;

export function GateArt() {
  return (
    <svg viewBox="0 0 760 900" preserveAspectRatio="xMidYMid slice">
      <defs>
        <clipPath id="reflected-left">
          <path d="M368 628v150h-78a118 75 0 0 1 0-150z" />
        </clipPath>
        <clipPath id="reflected-right">
          <path d="M392 588v150h78a118 75 0 0 0 0-150z" />
        </clipPath>
      </defs>
      <path d="M368 182v268h-78a134 134 0 0 1 0-268z" fill="var(--accent)" />
      <path d="M392 252v268h78a134 134 0 0 0 0-268z" fill="var(--new-mark)" />
      <path d="M0 556.5h760" stroke="var(--line-strong)" />
      <g fill="none" strokeWidth="7" strokeLinecap="round">
        <g clipPath="url(#reflected-left)" stroke="var(--accent)">
          {LEFT.map((opacity, i) => (
            <path key={opacity} d={`M120 ${640 + i * STEP}c40-7 80 7 130 0s90-7 150 0`} opacity={opacity} />
          ))}
        </g>
        <g clipPath="url(#reflected-right)" stroke="var(--new-mark)">
          {RIGHT.map((opacity, i) => (
            <path key={opacity} d={`M370 ${600 + i * STEP}c50-7 90 7 140 0s60-6 110 0`} opacity={opacity} />
          ))}
        </g>
      </g>
    </svg>
  );
}
