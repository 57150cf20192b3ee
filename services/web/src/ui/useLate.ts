/** True from a moment on: for what shows only if something takes long. */

import { useEffect, useState } from "react";

/** `from` in milliseconds since the epoch; null is never. */
export function useLate(from: number | null): boolean {
  const [passed, setPassed] = useState<number | null>(null);
  useEffect(() => {
    if (from === null) return;
    const timer = setTimeout(() => setPassed(from), Math.max(0, from - Date.now()));
    return () => clearTimeout(timer);
  }, [from]);
  return from !== null && passed === from;
}
