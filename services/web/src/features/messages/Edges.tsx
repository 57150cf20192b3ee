/** What stands at the ends of loaded history: the beginning of the channel, or that more is coming. */

import { useEffect, useState, type ReactNode } from "react";

import type { Channel } from "../../api/types.ts";
import { openDialog } from "../../store/dialogs.ts";
import { useStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { words } from "./words.ts";

/** The first thing in a channel; `empty` where nothing was said yet. */
export function Start({ channel, empty, mine }: { channel: Channel; empty: boolean; mine: boolean }) {
  const name = channel.name ?? "";
  const archived = channel.archived_at !== null;
  // Everybody is in it already: who is missing is not in the workspace.
  const general = useStore((state) => state.workspace?.general === channel.id);
  if (!empty) return <p className="beginning">{words.startOf(name)}</p>;
  return (
    <div className="empty">
      <Boat />
      <h2>{archived ? words.nothingSaid(name) : words.isNewChannel(name)}</h2>
      {!archived && <p>{mine ? channel.description || words.isNewText : words.isEmptyText}</p>}
      {mine && !archived && (
        <div className="acts">
          <Button
            onClick={() =>
              openDialog(general ? { kind: "invite" } : { kind: "add-people", channel: channel.id })
            }
          >
            {general ? words.invitePeople : words.addPeople}
          </Button>
          <Button onClick={() => openDialog({ kind: "channel-details", channel: channel.id })}>
            {words.setTopic}
          </Button>
        </div>
      )}
    </div>
  );
}

function Boat() {
  return (
    <svg
      className="ill"
      viewBox="0 0 120 84"
      fill="none"
      stroke="var(--ink)"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M6 66c14-4 24 4 38 0s24-4 36 0 20 3 34 0" stroke="var(--line-strong)" />
      <path d="M16 76c12-3 20 3 32 0s22-3 34 0 12 2 22 0" stroke="var(--line-strong)" />
      <path d="M36 50h50l-8 13H44z" fill="var(--surface)" />
      <path d="M58 50V18M58 20l20 26H58z" fill="var(--new-mark)" />
      <path d="M54 28 42 46h12z" fill="var(--accent-soft)" />
    </svg>
  );
}

const SKELETON_AFTER_MS = 150;

/** Only where loading takes long enough to be noticed. */
export function Skeleton() {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), SKELETON_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="scroll" aria-busy="true">
      {late && (
        <div className="col skeletons">
          {["long", "short", "middle"].map((length) => (
            <div key={length} className={`skeleton ${length}`}>
              <span className="sk a" />
              <span className="sk" />
              <span className="sk" />
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

interface EdgeProps {
  at: "top" | "bottom";
  failed: boolean;
  children?: ReactNode;
  onRetry: () => void;
}

/** Over the list, so that it moves nothing when it comes and goes. */
export function EdgeNote({ at, failed, children, onRetry }: EdgeProps) {
  return (
    <div className={`edge ${at}`} role="status">
      {failed ? (
        <>
          <span>{words.notLoaded}</span>
          <Button look="link" onClick={onRetry}>
            {words.tryAgain}
          </Button>
        </>
      ) : (
        <>
          <span className="spin" />
          {children}
        </>
      )}
    </div>
  );
}
