/** The bar at the bottom of a narrow screen's root pages. */

import { openDialog } from "../../store/dialogs.ts";
import { listed, unreadOf } from "../../store/selectors.ts";
import { useStore } from "../../store/store.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Link } from "../../ui/Link.tsx";
import { words } from "./words.ts";

export function TabBar({ at }: { at: "chats" | "you" }) {
  const channels = useStore((state) => state.channels);
  const reads = useStore((state) => state.reads);
  const forYou = listed(channels).reduce((sum, one) => sum + unreadOf(one, reads[one.id]).mentions, 0);
  return (
    <nav className="tabbar" aria-label={words.tabs}>
      <Link href="/" aria-current={at === "chats" ? "page" : undefined}>
        <Icon name="hash" />
        {words.chats}
        {forYou > 0 && (
          <span className="badge">
            {words.count(forYou)}
            <span className="sr">{words.mentions(forYou)}</span>
          </span>
        )}
      </Link>
      <button type="button" onClick={() => openDialog({ kind: "palette" })}>
        <Icon name="search" />
        {words.jump}
      </button>
      <Link href="/settings" aria-current={at === "you" ? "page" : undefined}>
        <Icon name="gear" />
        {words.youTab}
      </Link>
    </nav>
  );
}
