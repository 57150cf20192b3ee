/** Everybody in the workspace: find somebody, see how they are, and for admins what they may do. */

import { useMemo, useState, type ReactNode } from "react";

import { navigate } from "../../lib/location.ts";
import { openDialog } from "../../store/dialogs.ts";
import { mayAdminister } from "../../store/rights.ts";
import { byName } from "../../store/selectors.ts";
import { useStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Tabs } from "../../ui/Tabs.tsx";
import { Invited } from "./Invited.tsx";
import { PeopleList } from "./PeopleList.tsx";
import { words } from "./words.ts";

interface Props {
  show: "active" | "invited" | "deactivated";
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
  // Only admins see who was deactivated, and guests invite nobody.
  const view = (show === "deactivated" && !admin) || (show === "invited" && guest) ? "active" : show;
  const here = view === "deactivated" ? gone : active;
  const people = active.filter(({ is_bot: bot }) => !bot);
  const guests = people.filter(({ role }) => role === "guest").length;
  const tabs = [
    { href: "/people", name: words.active, count: active.length, open: view === "active" },
    { href: "/people?show=invited", name: words.invited, open: view === "invited" },
    {
      href: "/people?show=deactivated",
      name: words.deactivated,
      count: gone.length,
      open: view === "deactivated",
    },
  ];

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
            {!guest && <Tabs label={words.which} tabs={admin ? tabs : tabs.slice(0, 2)} />}
            <input
              className="in"
              type="search"
              aria-label={words.find}
              placeholder={words.find}
              value={query}
              onChange={(event) => setQuery(event.target.value)}
            />
          </div>
          {view === "invited" ? <Invited query={query} /> : <PeopleList people={here} query={wanted} />}
        </div>
      </div>
    </main>
  );
}
