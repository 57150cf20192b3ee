/** The sidebar: the workspace, the way to anywhere, my channels, myself. */

import { useMemo, useState, type ReactNode } from "react";

import { modKey } from "../../lib/platform.ts";
import { useCell } from "../../store/cell.ts";
import { openDialog } from "../../store/dialogs.ts";
import { draftSlots } from "../../store/drafts.ts";
import { listed, unreadOf } from "../../store/selectors.ts";
import { useStore } from "../../store/store.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Link } from "../../ui/Link.tsx";
import { ChannelRow } from "./ChannelRow.tsx";
import { Myself } from "./Myself.tsx";
import { words } from "./words.ts";
import { WorkspaceButton } from "./WorkspaceButton.tsx";

interface Props {
  /** The channel on the screen. */
  open: string | null;
  /** Which page is open. */
  page: string;
  /** It is all that a narrow screen shows: the main thing then, with the bars that tell of the connection. */
  alone: boolean;
  bars: ReactNode;
}

export function Sidebar({ open, page, alone, bars }: Props) {
  const workspace = useStore((state) => state.workspace);
  const channels = useStore((state) => state.channels);
  const reads = useStore((state) => state.reads);
  const drafts = useCell(draftSlots);
  const [folded, setFolded] = useState(false);
  const rows = useMemo(() => listed(channels), [channels]);
  const guest = useStore((state) => state.me?.role === "guest");

  const Side = alone ? "main" : "aside";
  return (
    <Side className="side" aria-label={words.workspace}>
      {alone && <h1 className="sr">{workspace?.name}</h1>}
      <div className="ws">
        <WorkspaceButton name={workspace?.name ?? ""} guest={guest} />
      </div>
      {alone && bars}
      <button type="button" className="jump" onClick={() => openDialog({ kind: "palette" })}>
        <Icon name="search" size="s" />
        <span>{words.jump}</span>
        <kbd>{modKey("K")}</kbd>
      </button>
      <nav aria-label={words.conversations} tabIndex={-1}>
        <section className="sec" aria-labelledby="channels-heading">
          <div className="sec-h">
            <button
              type="button"
              id="channels-heading"
              aria-expanded={!folded}
              onClick={() => setFolded(!folded)}
            >
              {words.channels} <Icon name={folded ? "right" : "down"} size="xs" flip={folded} />
            </button>
            {!guest && (
              <button
                type="button"
                className="ib"
                aria-label={words.createChannel}
                title={words.createChannel}
                onClick={() => openDialog({ kind: "create-channel" })}
              >
                <Icon name="plus" size="s" />
              </button>
            )}
          </div>
          <ul>
            {rows.map((channel) => {
              const { unread, mentions } = unreadOf(channel, reads[channel.id]);
              // Folding leaves what is unread in sight.
              if (folded && unread === 0 && channel.id !== open) return null;
              return (
                <ChannelRow
                  key={channel.id}
                  channel={channel}
                  unread={unread}
                  mentions={mentions}
                  open={channel.id === open}
                  draft={drafts.has(channel.id)}
                />
              );
            })}
          </ul>
          {rows.length === 0 && <p className="side-note">{words.noChannels}</p>}
        </section>
        <ul className="sec">
          <li>
            <Link className="row" href="/browse" aria-current={page === "browse" ? "page" : undefined}>
              <Icon name="list" />
              <span className="grow trunc">{words.browse}</span>
            </Link>
          </li>
          <li>
            <Link className="row" href="/people" aria-current={page === "people" ? "page" : undefined}>
              <Icon name="people" />
              <span className="grow trunc">{words.people}</span>
            </Link>
          </li>
          {!guest && (
            <li>
              <button type="button" className="row" onClick={() => openDialog({ kind: "invite" })}>
                <Icon name="plus" />
                <span className="grow trunc">{words.invite}</span>
              </button>
            </li>
          )}
        </ul>
      </nav>
      <Myself />
    </Side>
  );
}
