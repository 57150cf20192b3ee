/** The keys of the message list: moving between messages, and what single letters do. */

import { useRef, type KeyboardEvent, type RefObject } from "react";

import { actionOf } from "./actions.ts";
import { rowOf } from "./geometry.ts";
import type { MessageRowData } from "./rows.ts";
import type { Row } from "./rows.ts";
import type { Scroller } from "./Scroller.tsx";

interface Keys {
  scroller: RefObject<Scroller<Row> | null>;
  rows: MessageRowData[];
  me: string;
  /** A key that means nothing here is typed in the composer. */
  onType: (key: string) => void;
  toNow: () => void;
  toLine: () => void;
}

/** G and a second letter go somewhere. */
const SECOND_WITHIN_MS = 1_000;

export function useListKeys({ scroller, rows, me, onType, toNow, toLine }: Keys) {
  const went = useRef(0);

  function second(key: string): boolean {
    if (Date.now() - went.current > SECOND_WITHIN_MS) return false;
    went.current = 0;
    if (key === "n") toNow();
    else if (key === "u") toLine();
    else return false;
    return true;
  }

  return (event: KeyboardEvent) => {
    const target = event.target as Element;
    // Controls within a message keep their own keys.
    if (target.tagName !== "ARTICLE" && target.id !== "messages") return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing) return;
    const at = rows.findIndex(({ key }) => key === rowOf(target));
    if (second(event.key.toLowerCase())) return event.preventDefault();
    const to = destination(event.key, at, rows.length);
    if (to !== undefined) {
      event.preventDefault();
      const row = rows[Math.max(0, Math.min(rows.length - 1, to))];
      if (row) scroller.current?.reveal(row.key);
      return;
    }
    if (event.key === "PageUp" || event.key === "PageDown") {
      event.preventDefault();
      scroller.current?.scrollBy(event.key === "PageUp" ? -1 : 1);
      requestAnimationFrame(() => {
        const [first] = scroller.current?.inSight() ?? [];
        if (first !== undefined) scroller.current?.reveal(first);
      });
      return;
    }
    if (event.key.toLowerCase() === "g") {
      went.current = Date.now();
      return;
    }
    const row = rows[at];
    const action = row && !row.pending ? actionOf(event.key, row.message, me) : undefined;
    if (action) {
      event.preventDefault();
      action();
    } else if (event.key.length === 1 && event.key !== " " && event.key !== "?") {
      event.preventDefault();
      onType(event.key);
    }
  };
}

function destination(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case "ArrowDown":
    case "j":
      return at < 0 ? count - 1 : at + 1;
    case "ArrowUp":
    case "k":
      return at < 0 ? count - 1 : at - 1;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}
