/** Sidebar and main column; on a narrow screen one of them. */

import { useEffect, useRef } from "react";

import { Browse } from "../features/channels/Browse.tsx";
import type { ComposerHandle } from "../features/composer/Composer.tsx";
import { People } from "../features/people/People.tsx";
import { Settings } from "../features/settings/Settings.tsx";
import { Sidebar } from "../features/sidebar/Sidebar.tsx";
import { TabBar } from "../features/sidebar/TabBar.tsx";
import { Announcer } from "../features/status/Announcer.tsx";
import { CatchUpBanner } from "../features/status/CatchUpBanner.tsx";
import { ConfirmBanner } from "../features/status/ConfirmBanner.tsx";
import { ConnectionBar } from "../features/status/ConnectionBar.tsx";
import { Toast } from "../features/status/Toast.tsx";
import { navigate } from "../lib/location.ts";
import { load, save } from "../lib/storage.ts";
import { useCell } from "../store/cell.ts";
import { listed } from "../store/selectors.ts";
import { getState, useStore } from "../store/store.ts";
import { ChannelPage } from "./ChannelPage.tsx";
import { Dialogs } from "./Dialogs.tsx";
import type { Route } from "./routes.ts";
import { useGlobalKeys } from "./useGlobalKeys.ts";
import { useMentions } from "./useMentions.ts";
import { useNarrow } from "./useNarrow.ts";
import { sidebarHidden } from "./sidebar.ts";
import { useTitle } from "./useTitle.ts";
import { words } from "./words.ts";

export function Shell({ route }: { route: Route }) {
  const narrow = useNarrow();
  const composer = useRef<ComposerHandle>(null);
  const open = route.page === "channel" ? route.id : null;
  const landing = route.page === "home" && (!narrow || route.first);
  const channels = useStore((state) => state.channels);

  useEffect(() => {
    if (landing) navigate(firstPath(), { replace: true });
  }, [landing, channels]);
  useEffect(() => {
    if (open !== null) save("last-channel", open);
  }, [open]);
  // On a narrow screen the page changes whole: the focus goes along instead of falling to nowhere.
  const place = `${route.page} ${open}`;
  useEffect(() => {
    if (narrow) document.querySelector<HTMLElement>("main, .side nav")?.focus();
  }, [narrow, place]);
  useTitle(route);
  useMentions(open);
  useGlobalKeys(open);

  const bars = (
    <>
      <ConnectionBar />
      <CatchUpBanner />
      <ConfirmBanner />
    </>
  );
  const root = narrow && (route.page === "home" || route.page === "settings");
  const hidden = useCell(sidebarHidden);
  const classes = [
    "app",
    !root && "in-chat",
    narrow && route.page === "home" && "show-side",
    hidden && !narrow && "no-side",
  ];
  return (
    <div className="shell">
      {!root && (
        <a className="skip" href={route.page === "channel" ? "#messages" : "#view"}>
          {route.page === "channel" ? words.skip : words.skipToPage}
        </a>
      )}
      <div className={classes.filter(Boolean).join(" ")}>
        <Sidebar open={open} page={route.page} alone={narrow && route.page === "home"} bars={bars} />
        {route.page === "channel" && (
          <ChannelPage key={route.id} id={route.id} at={route.at} composer={composer} bars={bars} />
        )}
        {route.page === "browse" && <Browse bars={bars} />}
        {route.page === "people" && <People show={route.show} bars={bars} />}
        {route.page === "settings" && <Settings bars={bars} />}
        {root && <TabBar at={route.page === "home" ? "chats" : "you"} />}
      </div>
      <Dialogs onMention={(handle) => composer.current?.type(`@${handle} `)} canMention={open !== null} />
      <Toast />
      <Announcer />
    </div>
  );
}

/** The channel that was open last, else #general, else the first; where there is none, the list of all. */
function firstPath(): string {
  const all = listed(getState().channels);
  const last = load("last-channel");
  const found = all.find(({ id }) => id === last) ?? all.find(({ name }) => name === "general") ?? all[0];
  return found ? `/channels/${found.id}` : "/browse";
}
