/** What others wrote below while the end was out of sight: the authors, the newest last. */

import { useMemo, useState } from "react";

import type { Range } from "../../store/state.ts";

export function useBelow(range: Range, me: string, atEnd: boolean): string[] {
  const last = range.messages.at(-1)?.seq ?? 0;
  const away = !atEnd && !range.after;
  /** The last seq when the end went out of sight. */
  const [left, setLeft] = useState<number | null>(null);
  if (away && left === null) setLeft(last);
  if (!away && left !== null) setLeft(null);
  return useMemo(
    () =>
      left === null
        ? []
        : range.messages.filter(({ seq, author }) => seq > left && author !== me).map(({ author }) => author),
    [range, left, me],
  );
}
