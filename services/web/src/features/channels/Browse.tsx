/** All channels that I may see: find one, look into it, join or leave. */

import { useCallback, useEffect, useState, type ReactNode } from "react";

import { addMember, listChannels, removeMember } from "../../api/channels.ts";
import { collect } from "../../api/lists.ts";
import type { ListedChannel } from "../../api/types.ts";
import { navigate } from "../../lib/location.ts";
import { mayLeave } from "../../store/rights.ts";
import { byName } from "../../store/selectors.ts";
import { dispatch, useStore } from "../../store/store.ts";
import { openDialog } from "../../store/dialogs.ts";
import { Button } from "../../ui/Button.tsx";
import { FieldError } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Link } from "../../ui/Link.tsx";
import { useAction } from "../../ui/useAction.ts";
import { words } from "./words.ts";

export function Browse({ bars }: { bars: ReactNode }) {
  const [all, setAll] = useState<ListedChannel[]>();
  const [failed, setFailed] = useState(false);
  const [query, setQuery] = useState("");
  const mine = useStore((state) => state.channels);
  const others = useStore((state) => state.others);
  const me = useStore((state) => state.me);
  const workspace = useStore((state) => state.workspace);
  const guest = me?.role === "guest";
  const { busy, fault, run } = useAction();

  const load = useCallback(() => {
    setFailed(false);
    collect(listChannels, ({ channels }) => channels).then(
      (channels) => {
        setAll(channels);
        dispatch({ type: "channels", channels });
      },
      () => setFailed(true),
    );
  }, []);
  useEffect(load, [load]);

  const wanted = query.trim().toLocaleLowerCase();
  // What events have told since the list was loaded wins.
  const shown = (all ?? [])
    .map((channel) => ({
      ...channel,
      ...others[channel.id],
      ...mine[channel.id],
      is_member: channel.id in mine,
    }))
    .filter(({ name, description }) => `${name} ${description}`.toLocaleLowerCase().includes(wanted))
    .toSorted((a, b) => Number(a.archived_at !== null) - Number(b.archived_at !== null) || byName(a, b));

  async function leave(id: string) {
    if (await run(id, () => removeMember(id, "me"))) load();
  }

  return (
    <main className="main" id="view" tabIndex={-1} aria-labelledby="view-title">
      <header className="bar">
        <button type="button" className="ib only-small" aria-label={words.back} onClick={() => navigate("/")}>
          <Icon name="left" flip />
        </button>
        <h1 id="view-title">{words.browse}</h1>
        <div className="acts">
          {!guest && (
            <Button size="sm" look="primary" onClick={() => openDialog({ kind: "create-channel" })}>
              <Icon name="plus" size="s" />
              {words.createTitle}
            </Button>
          )}
        </div>
      </header>
      {bars}
      <div className="page">
        <div className="page-in narrow">
          <input
            className="in"
            type="search"
            aria-label={words.find}
            placeholder={words.find}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
          {fault !== null && <FieldError>{fault}</FieldError>}
          {failed && (
            <FieldError>
              {words.loadFailed}{" "}
              <Button look="link" onClick={load}>
                {words.tryAgain}
              </Button>
            </FieldError>
          )}
          <ul className="panel things">
            {shown.map((channel) => (
              <li key={channel.id}>
                <Icon name={channel.kind === "private" ? "lock" : "hash"} size="s" />
                <div className="grow">
                  <Link className="trunc" href={`/channels/${channel.id}`}>
                    {channel.name}
                  </Link>
                  <small className="trunc">
                    {words.people(channel.member_count)}
                    {channel.archived_at !== null && ` · ${words.archived}`}
                    {channel.description !== "" && ` · ${channel.description}`}
                  </small>
                </div>
                {channel.is_member && mayLeave({ me, workspace }, channel) && (
                  <Button
                    size="sm"
                    look="quiet"
                    busy={busy === channel.id}
                    aria-label={words.leaveNamed(channel.name ?? "")}
                    onClick={() => void leave(channel.id)}
                  >
                    {words.leave}
                  </Button>
                )}
                {!channel.is_member && channel.archived_at === null && !guest && (
                  <Button
                    size="sm"
                    busy={busy === channel.id}
                    aria-label={words.joinNamed(channel.name ?? "")}
                    onClick={() => void run(channel.id, () => addMember(channel.id, "me"))}
                  >
                    {words.join}
                  </Button>
                )}
              </li>
            ))}
          </ul>
          {all !== undefined && shown.length === 0 && (
            <div className="empty">
              <h2>{wanted ? words.noneFound(query.trim()) : words.noChannels}</h2>
              {wanted && <p>{words.noneFoundNext}</p>}
            </div>
          )}
        </div>
      </div>
    </main>
  );
}
