/** One thing to jump to. */

import { useEffect, useRef, type ReactNode } from "react";

import type { Presence } from "../../realtime/presence.ts";
import { Avatar } from "../../ui/Avatar.tsx";
import { Icon } from "../../ui/Icon.tsx";
import type { Offer } from "./find.ts";
import { words } from "./words.ts";

interface Props {
  id: string;
  offer: Offer;
  /** How many letters of the name were typed. */
  length: number;
  chosen: boolean;
  /** Of a person. */
  presence: Presence | undefined;
  onTake: () => void;
}

export function OfferRow({ id, offer, length, chosen, presence, onTake }: Props) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  return (
    <div
      ref={row}
      id={id}
      className="opt"
      role="option"
      aria-selected={chosen}
      // The box keeps the focus.
      onPointerDown={(event) => event.preventDefault()}
      onClick={onTake}
    >
      {show(offer, length, presence)}
      {chosen && (
        <span className="end">
          <kbd>↵</kbd>
        </span>
      )}
    </div>
  );
}

function show(offer: Offer, length: number, presence: Presence | undefined): ReactNode {
  switch (offer.kind) {
    case "channel":
      return (
        <>
          <span className="glyph">
            <Icon name={offer.channel.kind === "private" ? "lock" : "hash"} size="s" />
          </span>
          <span className="trunc">
            <b>{marked(offer.channel.name ?? "", offer.at, length)}</b>
            {!offer.joined && <span className="dim"> {words.notJoined}</span>}
          </span>
        </>
      );
    case "person":
      return (
        <>
          <Avatar id={offer.user.id} name={offer.user.name} size="s28" presence={presence} />
          <span className="trunc">
            <b>{marked(offer.user.name, offer.at, length)}</b>
            <span className="dim"> @{offer.user.handle}</span>
          </span>
        </>
      );
    case "command":
      return (
        <>
          <span className="glyph">
            <Icon name={offer.command.icon} size="s" />
          </span>
          <b className="trunc">{marked(offer.command.label, offer.at, length)}</b>
        </>
      );
  }
}

function marked(name: string, at: number, length: number): ReactNode {
  if (at < 0 || length === 0) return name;
  return (
    <>
      {name.slice(0, at)}
      <mark>{name.slice(at, at + length)}</mark>
      {name.slice(at + length)}
    </>
  );
}
