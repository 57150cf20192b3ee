/** One conversation in the sidebar: read, unread, for you, open, with a draft. */

import { memo } from "react";

import type { MyChannel } from "../../store/state.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Link } from "../../ui/Link.tsx";
import { words } from "./words.ts";

interface Props {
  channel: MyChannel;
  unread: number;
  mentions: number;
  open: boolean;
  draft: boolean;
}

export const ChannelRow = memo(function ChannelRow({ channel, unread, mentions, open, draft }: Props) {
  return (
    <li>
      <Link
        className={unread > 0 ? "row unread" : "row"}
        href={`/channels/${channel.id}`}
        aria-current={open ? "page" : undefined}
      >
        <Icon name={channel.kind === "private" ? "lock" : "hash"} />
        {channel.kind === "private" && <span className="sr">{words.private} </span>}
        <span className="grow trunc" dir="auto">
          {channel.name}
        </span>
        {draft && !open && (
          <span className="note">
            <Icon name="pen" size="xs" />
            <span className="sr"> {words.draft}</span>
          </span>
        )}
        {mentions > 0 ? (
          <span className="badge">
            {words.count(mentions)}
            <span className="sr">{words.mentions(mentions)}</span>
          </span>
        ) : (
          unread > 0 && (
            <span className="badge plain">
              {words.count(unread)}
              <span className="sr">{words.unread}</span>
            </span>
          )
        )}
      </Link>
    </li>
  );
});
