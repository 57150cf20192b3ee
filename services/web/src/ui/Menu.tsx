/** A menu at its opener; on a narrow screen the same items as a sheet from below. */

import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { createPortal } from "react-dom";

import { Icon, type IconName } from "./Icon.tsx";

export interface MenuItem {
  label: string;
  icon: IconName;
  run: () => void;
  /** The key that does the same, shown at the end. */
  keyHint?: string;
  /** What it is set to now. */
  value?: string;
  danger?: boolean;
  /** A line above it. */
  apart?: boolean;
}

interface Props {
  label: string;
  items: MenuItem[];
  opener: Element;
  onClose: () => void;
}

const GAP = 6;
const EDGE = 8;

export function Menu({ label, items, opener, onClose }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [spot, setSpot] = useState<{ left: number; top: number } | null>(null);
  const narrow = window.matchMedia("(max-width: 720px)").matches;

  useLayoutEffect(() => {
    const at = opener.getBoundingClientRect();
    const { width, height } = box.current!.getBoundingClientRect();
    const below = at.bottom + GAP + height <= window.innerHeight - EDGE;
    const left = Math.min(Math.max(EDGE, at.right - width), window.innerWidth - width - EDGE);
    setSpot({ left, top: below ? at.bottom + GAP : Math.max(EDGE, at.top - GAP - height) });
    box.current!.querySelector<HTMLElement>("[role=menuitem]")?.focus();
  }, [opener]);

  useEffect(() => {
    const outside = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) onClose();
    };
    document.addEventListener("pointerdown", outside, true);
    return () => document.removeEventListener("pointerdown", outside, true);
  }, [onClose]);

  function close() {
    onClose();
    (opener as HTMLElement).focus?.();
  }

  function press(event: KeyboardEvent) {
    event.stopPropagation();
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      close();
      return;
    }
    const all = Array.from(box.current!.querySelectorAll<HTMLElement>("[role=menuitem]"));
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all[(to + all.length) % all.length]?.focus();
  }

  const row = ({ label: text, icon, run, keyHint, value, danger, apart }: MenuItem): ReactNode => (
    <div key={text}>
      {apart && <hr role="separator" />}
      <button
        type="button"
        role="menuitem"
        tabIndex={-1}
        className={danger ? "opt danger" : "opt"}
        onClick={() => {
          close();
          run();
        }}
      >
        <Icon name={icon} size="s" />
        <span>{text}</span>
        {value !== undefined && <span className="end">{value}</span>}
        {keyHint !== undefined && !narrow && (
          <span className="end">
            <kbd>{keyHint}</kbd>
          </span>
        )}
      </button>
    </div>
  );

  return createPortal(
    <>
      {narrow && <div className="scrim" />}
      <div
        ref={box}
        role="menu"
        aria-label={label}
        className={narrow ? "sheet" : "pop menu"}
        style={narrow ? undefined : { ...spot, visibility: spot ? "visible" : "hidden" }}
        onKeyDown={press}
      >
        {narrow && <div className="grab" />}
        {items.map(row)}
      </div>
    </>,
    // Within the landmark of its opener, so that who goes by landmarks finds it.
    opener.closest("main, aside") ?? document.body,
  );
}
