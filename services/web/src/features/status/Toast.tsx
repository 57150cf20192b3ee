/** The toast; its clock stands still while it is hovered or holds the focus. */

import { useEffect, useRef, useState } from "react";

import { useCell } from "../../store/cell.ts";
import { act, dismiss, notice, type Notice } from "../../store/notices.ts";

export function Toast() {
  const shown = useCell(notice);
  return (
    <div className="toasts" role="status">
      {shown && <Shown key={shown.id} {...shown} />}
    </div>
  );
}

function Shown({ text, action, ms }: Notice) {
  const [paused, setPaused] = useState(false);
  const left = useRef(ms);
  useEffect(() => {
    if (paused) return;
    const began = Date.now();
    const timer = setTimeout(dismiss, left.current);
    return () => {
      clearTimeout(timer);
      left.current -= Date.now() - began;
    };
  }, [paused]);
  return (
    <div
      className="toast"
      onPointerEnter={() => setPaused(true)}
      onPointerLeave={() => setPaused(false)}
      onFocus={() => setPaused(true)}
      onBlur={() => setPaused(false)}
    >
      {text}
      {action && (
        <button type="button" className="btn" onClick={act}>
          {action.label}
        </button>
      )}
    </div>
  );
}
