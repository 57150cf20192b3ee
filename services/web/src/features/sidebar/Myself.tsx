/** Who I am here, and my menu: appearance, settings, the way out. */

import { useRef, useState } from "react";

import { navigate } from "../../lib/location.ts";
import { linkState } from "../../realtime/link.ts";
import { usePresences } from "../../realtime/presence.ts";
import { useCell } from "../../store/cell.ts";
import { openDialog } from "../../store/dialogs.ts";
import { useStore } from "../../store/store.ts";
import { nextTheme, theme } from "../../store/theme.ts";
import { Avatar } from "../../ui/Avatar.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Menu, type MenuItem } from "../../ui/Menu.tsx";
import { words } from "./words.ts";

export function Myself() {
  const me = useStore((state) => state.me);
  const live = useCell(linkState).phase === "open";
  const choice = useCell(theme);
  const [opened, setOpened] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const presence = usePresences(me ? [me.id] : [])[me?.id ?? ""];
  if (!me) return null;
  const how = live ? (presence === "away" ? words.away : words.online) : words.reconnecting;
  const items: MenuItem[] = [
    { label: words.appearance, icon: "sun", value: words.theme(choice), run: nextTheme },
    { label: words.shortcuts, icon: "help", keyHint: "?", run: () => openDialog({ kind: "shortcuts" }) },
    { label: words.settings, icon: "gear", run: () => navigate("/settings") },
    { label: words.signOut, icon: "key", apart: true, run: () => openDialog({ kind: "sign-out" }) },
  ];
  return (
    <div className="me">
      <Avatar id={me.id} name={me.name} size="s28" presence={presence} />
      <div className="grow">
        <b className="trunc">{me.name}</b>
        <small className="trunc">{how}</small>
      </div>
      <button
        ref={button}
        type="button"
        className="ib"
        aria-label={words.you(me.name)}
        aria-haspopup="menu"
        aria-expanded={opened}
        onClick={() => setOpened(!opened)}
      >
        <Icon name="gear" />
      </button>
      {opened && (
        <Menu
          label={words.you(me.name)}
          items={items}
          opener={button.current!}
          onClose={() => setOpened(false)}
        />
      )}
    </div>
  );
}
