/** Jump to: type a few letters, choose with the arrows, Enter opens. */

import { useEffect, useId, useMemo, useState, type KeyboardEvent } from "react";

import { listChannels } from "../../api/channels.ts";
import { collect } from "../../api/lists.ts";
import { navigate } from "../../lib/location.ts";
import { usePresences } from "../../realtime/presence.ts";
import { announce } from "../../store/announcements.ts";
import { closeDialog, openDialog } from "../../store/dialogs.ts";
import type { State } from "../../store/state.ts";
import { dispatch, useStore } from "../../store/store.ts";
import { Dialog } from "../../ui/Dialog.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { find, type Command, type Offer } from "./find.ts";
import { OfferRow } from "./OfferRow.tsx";
import { words } from "./words.ts";

const COMMANDS: Command[] = [
  { label: words.create, icon: "plus", run: () => openDialog({ kind: "create-channel" }) },
  { label: words.browse, icon: "list", run: () => navigate("/browse") },
  { label: words.peoplePage, icon: "people", run: () => navigate("/people") },
  { label: words.invite, icon: "plus", run: () => openDialog({ kind: "invite" }) },
  { label: words.settings, icon: "gear", run: () => navigate("/settings") },
  { label: words.shortcuts, icon: "help", run: () => openDialog({ kind: "shortcuts" }) },
];

const GROUPS = [
  ["channel", words.channels],
  ["person", words.people],
  ["command", words.commands],
] as const;

const ANNOUNCED_AFTER_MS = 500;

interface Props {
  /** Chosen a person: they are mentioned where one is writing. */
  onMention: (handle: string) => void;
}

export function Palette({ onMention }: Props) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState(0);
  const state = useStore((whole) => whole);
  const guest = state.me?.role === "guest";
  const offers = useOffers(state, typed, guest);
  const people = offers.flatMap((offer) => (offer.kind === "person" ? [offer.user.id] : []));
  const presences = usePresences(people);
  const at = Math.min(chosen, offers.length - 1);

  // What I have not joined is asked for when it is looked for.
  useEffect(() => {
    collect(listChannels, ({ channels }) => channels).then(
      (channels) => dispatch({ type: "channels", channels }),
      () => undefined,
    );
  }, []);
  useEffect(() => {
    const timer = setTimeout(() => announce(words.found(offers.length)), ANNOUNCED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [offers.length, typed]);

  function take(offer: Offer | undefined) {
    if (!offer) return;
    closeDialog();
    if (offer.kind === "channel") navigate(`/channels/${offer.channel.id}`);
    else if (offer.kind === "person") onMention(offer.user.handle);
    else offer.command.run();
  }

  function press(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setChosen((at + step + offers.length) % Math.max(1, offers.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      take(offers[at]);
    }
  }

  const option = (index: number) => `${id}-${index}`;
  return (
    <Dialog bare title={words.title} className="palette" onClose={closeDialog}>
      <div className="q">
        <Icon name="search" />
        <input
          className="grow"
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={offers.length > 0 ? option(at) : undefined}
          aria-label={words.box}
          placeholder={words.placeholder}
          autoFocus
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setChosen(0);
          }}
          onKeyDown={press}
        />
        <button type="button" onClick={closeDialog}>
          <kbd aria-hidden="true">esc</kbd>
          <span className="sr">{words.close}</span>
        </button>
      </div>
      <div id={`${id}-list`} className="matches" role="listbox" aria-label={words.matches}>
        {GROUPS.map(([kind, label]) => {
          const rows = offers
            .map((offer, index) => ({ offer, index }))
            .filter(({ offer }) => offer.kind === kind);
          if (rows.length === 0) return null;
          return (
            <div key={kind} className="grp" role="group" aria-label={label}>
              <div className="lbl" aria-hidden="true">
                {label}
              </div>
              {rows.map(({ offer, index }) => (
                <OfferRow
                  key={offer.key}
                  id={option(index)}
                  offer={offer}
                  length={typed.replace(/^[#@>]/, "").trim().length}
                  chosen={index === at}
                  presence={offer.kind === "person" ? presences[offer.user.id] : undefined}
                  onTake={() => take(offer)}
                />
              ))}
            </div>
          );
        })}
        {offers.length === 0 && <p className="none">{words.none}</p>}
      </div>
      <div className="ft">
        <span>
          <kbd>↑</kbd>
          <kbd>↓</kbd> {words.choose}
        </span>
        <span>
          <kbd>↵</kbd> {words.open}
        </span>
        <span className="last">
          <span className="mono">#</span> {words.only} <span className="mono">@</span> {words.onlyPeople}{" "}
          <span className="mono">&gt;</span> {words.onlyCommands}
        </span>
      </div>
    </Dialog>
  );
}

function useOffers(state: State, typed: string, guest: boolean): Offer[] {
  return useMemo(() => {
    const commands = guest
      ? COMMANDS.filter(({ label }) => label !== words.create && label !== words.invite)
      : COMMANDS;
    return find(state, typed, commands);
  }, [state, typed, guest]);
}
