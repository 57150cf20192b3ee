/** What has become of a message of mine: sending, waiting, or not sent and what to do. */

import type { Pending } from "../../store/state.ts";
import { linkState } from "../../realtime/link.ts";
import { tryAgain, withdraw } from "../../realtime/outbox.ts";
import { useCell } from "../../store/cell.ts";
import { Icon } from "../../ui/Icon.tsx";
import { useLate } from "../../ui/useLate.ts";
import { words } from "./words.ts";

const SHOWN_AFTER_MS = 400;

export type Shown = "none" | "sending" | "waiting" | "failed";

/** What to show of it: nothing at all for as long as sending takes no time. */
export function useShownState(pending: Pending | undefined): Shown {
  const open = useCell(linkState).phase === "open";
  const active = pending?.state === "waiting" || pending?.state === "sending";
  const late = useLate(active ? pending.at + SHOWN_AFTER_MS : null);
  if (pending?.state === "failed") return "failed";
  if (!active || !late) return "none";
  return open ? "sending" : "waiting";
}

export function OnItsWay({ shown }: { shown: "sending" | "waiting" }) {
  return (
    <span className="st">
      <Icon name="clock" size="xs" />
      {shown === "sending" ? words.sending : words.waiting}
    </span>
  );
}

interface FailedProps {
  pending: Pending;
  onEdit: (body: string) => void;
}

export function Failed({ pending, onEdit }: FailedProps) {
  const { channel, id, body, reason } = pending;
  return (
    <div className="fail" role="alert">
      <Icon name="alert" size="s" />
      <span>{reason ?? words.notSent}</span>
      <button type="button" className="btn link" onClick={() => tryAgain(channel, id)}>
        {words.tryAgain}
      </button>
      <button
        type="button"
        className="btn link"
        onClick={() => {
          withdraw(channel, id);
          onEdit(body);
        }}
      >
        {words.edit}
      </button>
      <button type="button" className="btn link" onClick={() => withdraw(channel, id)}>
        {words.remove}
      </button>
    </div>
  );
}
