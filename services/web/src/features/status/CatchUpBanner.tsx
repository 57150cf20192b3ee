/** What came while we were cut off, once all of it is here. */

import { navigate } from "../../lib/location.ts";
import { missed } from "../../realtime/session.ts";
import { useCell } from "../../store/cell.ts";
import { listed, unreadOf } from "../../store/selectors.ts";
import { getState, useStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { words } from "./words.ts";

export function CatchUpBanner() {
  const news = useCell(missed);
  // What was read meanwhile, here or on another device, is no news.
  const isUnread = useStore(({ channels, reads }) =>
    listed(channels).some((channel) => unreadOf(channel, reads[channel.id]).unread > 0),
  );
  if (news === null || !isUnread) return null;
  return (
    <div className="banner new" role="status">
      <Icon name="tray" />
      <span>
        <b className="n">{words.missed(news.count)}</b>
        {news.mentions > 0 && words.forYou(news.mentions)}
      </span>
      <div className="acts">
        <Button size="sm" onClick={goToUnread}>
          {words.goToUnread}
        </Button>
        <button type="button" className="ib" aria-label={words.dismiss} onClick={() => missed.set(null)}>
          <Icon name="x" size="s" />
        </button>
      </div>
    </div>
  );
}

/** First where somebody means me, then whatever is unread. */
function goToUnread(): void {
  missed.set(null);
  const { channels, reads } = getState();
  const unread = listed(channels).map((channel) => ({ channel, ...unreadOf(channel, reads[channel.id]) }));
  const next = unread.find(({ mentions }) => mentions > 0) ?? unread.find((one) => one.unread > 0);
  if (next) navigate(`/channels/${next.channel.id}`);
}
