/** The honest bar: says when we are cut off, how long until the next try, and what waits meanwhile. */

import { useEffect, useState, useSyncExternalStore } from "react";

import { linkState, type LinkState } from "../../realtime/link.ts";
import { tryNow } from "../../realtime/session.ts";
import { useCell } from "../../store/cell.ts";
import { useStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { useLate } from "../../ui/useLate.ts";
import { words } from "./words.ts";

// Shorter gaps are nobody's business.
const SILENT_MS = 3_000;

export function ConnectionBar() {
  const link = useCell(linkState);
  const lost = link.phase === "lost";
  const late = useLate(lost ? link.since + SILENT_MS : null);
  const online = useOnline();
  const outbox = useStore((state) => state.outbox);
  if (!lost || (online && !late)) return null;
  const waiting = Object.values(outbox)
    .flat()
    .filter(({ state }) => state === "waiting").length;
  if (!online) {
    return (
      <div className="banner warn" role="status">
        <Icon name="off" />
        <span>
          <b>{words.offline}</b> {waiting > 0 ? words.waiting(waiting) : words.offlineNone}
        </span>
        <TryNow link={link} />
      </div>
    );
  }
  return (
    <div className="banner" role="status">
      <span className="spin" />
      <span>
        <b>{words.reconnecting}</b>
        <Countdown link={link} />
        {waiting > 0 && `. ${words.waiting(waiting)}`}
      </span>
      <TryNow link={link} />
    </div>
  );
}

function TryNow({ link }: { link: LinkState }) {
  return (
    <div className="acts">
      <Button look="quiet" size="sm" disabled={link.nextTryAt === null} onClick={tryNow}>
        {words.tryNow}
      </Button>
    </div>
  );
}

/** Not read out at each second: the bar was announced when it came. */
function Countdown({ link }: { link: LinkState }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  if (link.nextTryAt === null) return <span aria-hidden="true">{words.trying}</span>;
  const seconds = Math.max(1, Math.ceil((link.nextTryAt - now) / 1_000));
  return <span aria-hidden="true">{words.nextTry(seconds)}</span>;
}

function useOnline(): boolean {
  return useSyncExternalStore(
    (listener) => {
      window.addEventListener("online", listener);
      window.addEventListener("offline", listener);
      return () => {
        window.removeEventListener("online", listener);
        window.removeEventListener("offline", listener);
      };
    },
    () => navigator.onLine,
  );
}
