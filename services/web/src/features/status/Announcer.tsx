/** The one place from which things are said aloud, politely. */

import { announcement } from "../../store/announcements.ts";
import { useCell } from "../../store/cell.ts";

export function Announcer() {
  const { id, text } = useCell(announcement);
  return (
    <div className="sr" role="status" aria-live="polite" aria-label="Announcements">
      <span key={id}>{text}</span>
    </div>
  );
}
