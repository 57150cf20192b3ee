/** The window's title: what is for me, where I am. */

import { useEffect } from "react";

import { findChannel, unreadOf } from "../store/selectors.ts";
import { useStore } from "../store/store.ts";
import type { Route } from "./routes.ts";
import { words } from "./words.ts";

export function useTitle(route: Route): void {
  const forYou = useStore(({ channels, reads }) =>
    Object.values(channels).reduce((sum, one) => sum + unreadOf(one, reads[one.id]).mentions, 0),
  );
  const channel = useStore((state) => (route.page === "channel" ? findChannel(state, route.id) : undefined));
  const place = placeOf(route, channel?.name ?? undefined);
  useEffect(() => {
    const count = forYou > 0 ? `(${forYou}) ` : "";
    document.title = place === undefined ? `${count}${words.app}` : `${count}${place} · ${words.app}`;
  }, [forYou, place]);
}

function placeOf(route: Route, channel: string | undefined): string | undefined {
  if (route.page === "browse") return words.browse;
  if (route.page === "people") return words.people;
  if (route.page === "settings") return words.settings;
  return channel === undefined ? undefined : `#${channel}`;
}
