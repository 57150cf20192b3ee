/** The icons of the design, drawn here so that nothing is fetched for them. */

import type { ReactNode } from "react";

const SHAPES = {
  updown: <path d="m6.5 8 3.5-3.5L13.5 8M6.5 12l3.5 3.5 3.5-3.5" />,
  pen: (
    <>
      <path d="m3.5 16.5.8-3.4 8.9-8.9a1.8 1.8 0 0 1 2.6 2.6l-8.9 8.9z" />
      <path d="m11.5 6 2.5 2.5" />
    </>
  ),
  search: (
    <>
      <circle cx="9" cy="9" r="5.5" />
      <path d="m13.2 13.2 4 4" />
    </>
  ),
  tray: (
    <>
      <path d="M3 11.5 5.2 5a1.8 1.8 0 0 1 1.7-1.2h6.2A1.8 1.8 0 0 1 14.8 5L17 11.5V15a1.8 1.8 0 0 1-1.8 1.8H4.8A1.8 1.8 0 0 1 3 15z" />
      <path d="M3 11.5h4l1.2 2h3.6l1.2-2h4" />
    </>
  ),
  down: <path d="m5.5 8 4.5 4.5L14.5 8" />,
  hash: <path d="M7.5 3 6 17M14 3l-1.5 14M3.5 7.5h14M2.5 12.5h14" />,
  plus: <path d="M10 4v12M4 10h12" />,
  lock: (
    <>
      <rect x="4" y="9" width="12" height="8" rx="2" />
      <path d="M7 9V6.5a3 3 0 0 1 6 0V9" />
    </>
  ),
  right: <path d="m8 5.5 4.5 4.5L8 14.5" />,
  moon: <path d="M16 11.8A6.5 6.5 0 0 1 8.2 4a6.5 6.5 0 1 0 7.8 7.8z" />,
  gear: (
    <>
      <path d="M4 6h7.5M15 6h1.5M4 14h1.5M9 14h7.5" />
      <circle cx="13.2" cy="6" r="1.8" />
      <circle cx="7.2" cy="14" r="1.8" />
    </>
  ),
  left: <path d="M12 5.5 7.5 10l4.5 4.5" />,
  people: (
    <>
      <circle cx="7.5" cy="7" r="2.8" />
      <path d="M2.5 16c.3-3 2.2-4.5 5-4.5s4.7 1.5 5 4.5M13 4.5a2.8 2.8 0 0 1 0 5.2M14.7 12c1.7.6 2.6 1.9 2.8 4" />
    </>
  ),
  info: (
    <>
      <circle cx="10" cy="10" r="7" />
      <path d="M10 9.3v4M10 6.7h.01" />
    </>
  ),
  globe: (
    <>
      <circle cx="10" cy="10" r="7" />
      <path d="M3 10h14M10 3c2.3 2 3.3 4.3 3.3 7S12.3 15 10 17c-2.3-2-3.3-4.3-3.3-7S7.7 5 10 3z" />
    </>
  ),
  copy: (
    <>
      <rect x="7" y="7" width="9.5" height="9.5" rx="2" />
      <path d="M4.5 12.5H4a1 1 0 0 1-1-1V4.5A1.5 1.5 0 0 1 4.5 3h7a1 1 0 0 1 1 1v.5" />
    </>
  ),
  more: <path d="M5 10h.01M10 10h.01M15 10h.01" strokeWidth="2.2" />,
  alert: <path d="M10 3.5 17.5 16.5h-15zM10 8.5v3.5M10 14.3h.01" />,
  clock: (
    <>
      <circle cx="10" cy="10" r="7" />
      <path d="M10 6v4.2l2.7 1.6" />
    </>
  ),
  list: <path d="M8 5.5h8.5M8 10h8.5M8 14.5h8.5M4 5.5h.01M4 10h.01M4 14.5h.01" />,
  link: (
    <>
      <path d="M8.5 11.5a3 3 0 0 0 4.2 0l2.6-2.6a3 3 0 0 0-4.2-4.2L10 5.8" />
      <path d="M11.5 8.5a3 3 0 0 0-4.2 0l-2.6 2.6a3 3 0 0 0 4.2 4.2l1.1-1.1" />
    </>
  ),
  code: <path d="M7 6 3 10l4 4M13 6l4 4-4 4" />,
  x: <path d="m5.5 5.5 9 9M14.5 5.5l-9 9" />,
  at: (
    <>
      <circle cx="10" cy="10" r="3" />
      <path d="M13 7v4.2a2 2 0 0 0 4 0V10a7 7 0 1 0-2.8 5.6" />
    </>
  ),
  send: <path d="M10 16V4.5M5 9.2l5-5 5 5" />,
  off: (
    <path d="M3 3l14 14M6 10.5a6 6 0 0 1 2.6-1.3M3 7.6A10 10 0 0 1 6.3 5.6M9.5 4.7A10 10 0 0 1 17 7.6M12 9.5c.8.2 1.4.6 2 1M8.6 13.3a2.4 2.4 0 0 1 2.8 0M10 16h.01" />
  ),
  check: <path d="m4.5 10.5 3.8 3.8 7.2-8.3" />,
  sun: (
    <>
      <circle cx="10" cy="10" r="3" />
      <path d="M10 3v1.5M10 15.5V17M3 10h1.5M15.5 10H17M5 5l1 1M14 14l1 1M15 5l-1 1M6 14l-1 1" />
    </>
  ),
  help: (
    <>
      <circle cx="10" cy="10" r="7" />
      <path d="M8 8a2 2 0 1 1 2.8 1.9c-.6.3-.8.7-.8 1.4M10 13.7h.01" />
    </>
  ),
  trash: <path d="M4 5.5h12M8 5.5V3.7h4v1.8M5.5 5.5l.7 11h7.6l.7-11" />,
  key: (
    <>
      <circle cx="7" cy="12.5" r="3.5" />
      <path d="m9.5 10 6.5-6.5M13 6.5l2.3 2.3" />
    </>
  ),
  shield: <path d="M10 2.8 16 5v4.6c0 3.7-2.4 6.2-6 7.6-3.6-1.4-6-3.9-6-7.6V5z" />,
  eye: (
    <>
      <path d="M2.5 10S5.3 5 10 5s7.5 5 7.5 5-2.8 5-7.5 5-7.5-5-7.5-5z" />
      <circle cx="10" cy="10" r="2.2" />
    </>
  ),
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof SHAPES;

interface Props {
  name: IconName;
  /** `s` 16 px, `xs` 14 px; else 18 px. */
  size?: "s" | "xs";
  /** Points along the line of text, so it turns around where text runs from right to left. */
  flip?: boolean;
}

/** Always beside words or inside a named control, so it says nothing itself. */
export function Icon({ name, size, flip = false }: Props) {
  const classes = ["i", size, flip && "flip"].filter(Boolean).join(" ");
  return (
    <svg className={classes} viewBox="0 0 20 20" aria-hidden="true">
      {SHAPES[name]}
    </svg>
  );
}
