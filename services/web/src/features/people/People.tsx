/** Everybody in the workspace: find somebody, see how they are, and for admins what they may do. */

import { useMemo, useState, type ReactNode } from "react";

import { match } from "../../lib/match.ts";
import { navigate } from "../../lib/location.ts";
import { usePresences } from "../../realtime/presence.ts";
import { openDialog } from "../../store/dialogs.ts";
import { mayAdminister } from "../../store/rights.ts";
import { byName } from "../../store/selectors.ts";
import { useStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Tabs } from "../../ui/Tabs.tsx";
import { PersonRow } from "./PersonRow.tsx";
import { words } from "./words.ts";

const SHOWN = 200;

interface Props {
  show: "active" | "deactivated";
  bars: ReactNode;
}

export function People({ show, bars }: Props) {
  const users = useStore((state) => state.users);
  const admin = useStore(mayAdminister);
  const guest = useStore((state) => state.me?.role === "guest");
  const [query, setQuery] = useState("");
  const wanted = query.trim();

  const all = useMemo(() => Object.values(users).toSorted(byName), [users]);
  const active = all.filter(({ deactivated_at: gone }) => gone === null);
  const gone = all.filter(({ deactivated_at: when }) => when !== null);
  const here = show === "deactivated" && admin ? gone : active;
  const found = here.filter(
    ({ name, handle, title }) => wanted === "" || [name, handle, title].some((text) => match(text, wanted)),
  );
  const shown = found.slice(0, SHOWN);
  const presences = usePresences(here === active ? shown.map(({ id }) => id) : []);
  const people = active.filter(({ is_bot: bot }) => !bot);
  const guests = people.filter(({ role }) => role === "guest").length;

  return (
    <main className="main" id="view" tabIndex={-1} aria-labelledby="view-title">
      <header className="bar">
        <button type="button" className="ib only-small" aria-label={words.back} onClick={() => navigate("/")}>
          <Icon name="left" flip />
        </button>
        <h1 id="view-title">{words.title}</h1>
        <div className="acts">
          {!guest && (
            <Button size="sm" look="primary" onClick={() => openDialog({ kind: "invite" })}>
              <Icon name="plus" size="s" />
              {words.invite}
            </Button>
          )}
        </div>
      </header>
      {bars}
      <div className="page">
        <div className="page-in narrow">
          <p className="lede">{words.summary(people.length, guests)}</p>
          <div className="find-row">
            {admin && (
              <Tabs
                label={words.which}
                tabs={[
                  { href: "/people", name: words.active, count: active.length, open: here === active },
                  {
                    href: "/people?show=deactivated",
                    name: words.deactivated,
                    count: gone.length,
                    open: here === gone,
                  },
                ]}
              />
            )}
            <input
              className="in"
              type="search"
              aria-label={words.find}
              placeholder={words.find}
              value={query}
              onChange={(event) => setQuery(event.target.value)}
            />
          </div>
          <ul className="panel things people" aria-label={here === active ? words.title : words.deactivated}>
            {shown.map((user) => (
              <PersonRow key={user.id} user={user} presence={presences[user.id]} />
            ))}
          </ul>
          {found.length > SHOWN && <p className="dim">{words.more(found.length - SHOWN)}</p>}
          {found.length === 0 && (
            <div className="empty">
              <h2>{wanted === "" ? words.nobodyDeactivated : words.nobody(wanted)}</h2>
              {wanted !== "" && <p>{words.nobodyNext}</p>}
            </div>
          )}
        </div>
      </div>
    </main>
  );
}
