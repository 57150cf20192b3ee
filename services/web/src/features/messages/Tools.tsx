/** The toolbar of one message, mounted while it is hovered or focused. */

import { useRef, useState, type KeyboardEvent } from "react";

import type { Message } from "../../api/types.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { copyLink, menuFor } from "./actions.ts";
import { startEditing } from "./editing.ts";
import { words } from "./words.ts";

interface Props {
  message: Message;
  me: string;
  /** The menu is open: the toolbar stays although the pointer is elsewhere. */
  onHold: (held: boolean) => void;
}

export function Tools({ message, me, onHold }: Props) {
  const [open, setOpen] = useState(false);
  const more = useRef<HTMLButtonElement>(null);
  const hold = (held: boolean) => {
    setOpen(held);
    onHold(held);
  };
  return (
    <div className="tools" role="toolbar" aria-label={words.actions} onKeyDown={moveWithin}>
      {message.author === me && (
        <button
          type="button"
          className="ib"
          aria-label={words.edit}
          title={`${words.edit} (E)`}
          onClick={() => startEditing(message.id)}
        >
          <Icon name="pen" />
        </button>
      )}
      <button
        type="button"
        className="ib"
        aria-label={words.copyLink}
        title={`${words.copyLink} (L)`}
        tabIndex={message.author === me ? -1 : 0}
        onClick={() => void copyLink(message)}
      >
        <Icon name="link" />
      </button>
      <button
        ref={more}
        type="button"
        className="ib"
        aria-label={words.more}
        aria-haspopup="menu"
        aria-expanded={open}
        tabIndex={-1}
        onClick={() => hold(!open)}
      >
        <Icon name="more" />
      </button>
      {open && (
        <Menu
          label={words.menu}
          items={menuFor(message, me)}
          opener={more.current!}
          onClose={() => hold(false)}
        />
      )}
    </div>
  );
}

/** One tab stop: arrows move within. */
function moveWithin(event: KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  const all = Array.from(event.currentTarget.querySelectorAll<HTMLElement>(":scope > button"));
  const at = all.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  event.preventDefault();
  event.stopPropagation();
  all[(at + step + all.length) % all.length]!.focus();
}
