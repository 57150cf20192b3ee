/** The bar over a conversation: its name, what it is for, who is in it. */

import type { Channel } from "../../api/types.ts";
import { navigate } from "../../lib/location.ts";
import { openDialog } from "../../store/dialogs.ts";
import { Icon } from "../../ui/Icon.tsx";
import { words } from "./words.ts";

/** `members` is null while it is not known. */
export function ChannelHeader({ channel, members }: { channel: Channel; members: number | null }) {
  const details = () => openDialog({ kind: "channel-details", channel: channel.id });
  return (
    <header className="bar">
      <button type="button" className="ib only-small" aria-label={words.back} onClick={() => navigate("/")}>
        <Icon name="left" flip />
      </button>
      <h1>
        <Icon name={channel.kind === "private" ? "lock" : "hash"} size="s" />
        {channel.kind === "private" && <span className="sr">{words.private} </span>}
        <span className="trunc" dir="auto">
          <span id="view-title">{channel.name}</span>
          {members !== null && <span className="sub only-sub">{words.members(members)}</span>}
        </span>
      </h1>
      {channel.description !== "" && (
        <span className="topic trunc" dir="auto" title={channel.description}>
          {channel.description}
        </span>
      )}
      <div className="acts">
        {members !== null && (
          <button type="button" className="members" aria-label={words.members(members)} onClick={details}>
            <Icon name="people" size="s" />
            <span className="num">{members}</span>
          </button>
        )}
        <button
          type="button"
          className="ib"
          aria-label={words.details}
          title={words.details}
          onClick={details}
        >
          <Icon name="info" />
        </button>
      </div>
    </header>
  );
}
