/** The workspace's name, and what can be done in it. */

import { useRef, useState } from "react";

import { navigate } from "../../lib/location.ts";
import { openDialog } from "../../store/dialogs.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Menu, type MenuItem } from "../../ui/Menu.tsx";
import { words } from "./words.ts";

export function WorkspaceButton({ name, guest }: { name: string; guest: boolean }) {
  const [opened, setOpened] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const items: MenuItem[] = [
    { label: words.browse, icon: "list", run: () => navigate("/browse") },
    { label: words.people, icon: "people", run: () => navigate("/people") },
    { label: words.createChannel, icon: "plus", run: () => openDialog({ kind: "create-channel" }) },
    { label: words.invite, icon: "plus", run: () => openDialog({ kind: "invite" }) },
  ];
  return (
    <>
      <button
        ref={button}
        type="button"
        className="ws-btn"
        aria-haspopup="menu"
        aria-expanded={opened}
        onClick={() => setOpened(!opened)}
      >
        <span className="ws-mark" aria-hidden="true">
          {Array.from(name)[0]?.toLocaleUpperCase()}
        </span>
        <span className="ws-name trunc">{name}</span>
        <span className="sr">, {words.workspaceMenu}</span>
        <Icon name="updown" size="xs" />
      </button>
      {opened && (
        <Menu
          label={`${name}, ${words.workspaceMenu}`}
          items={guest ? items.slice(0, 2) : items}
          opener={button.current!}
          onClose={() => setOpened(false)}
        />
      )}
    </>
  );
}
