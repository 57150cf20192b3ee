/** The page about myself: who I am here, my sessions, my tokens, the way out. */

import type { ReactNode } from "react";

import { navigate } from "../../lib/location.ts";
import { openDialog } from "../../store/dialogs.ts";
import { useStore } from "../../store/store.ts";
import { Avatar } from "../../ui/Avatar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Account } from "./Account.tsx";
import { Appearance } from "./Appearance.tsx";
import { Profile } from "./Profile.tsx";
import { Sessions } from "./Sessions.tsx";
import { Tokens } from "./Tokens.tsx";
import { words } from "./words.ts";

export function Settings({ bars }: { bars: ReactNode }) {
  const me = useStore((state) => state.me);
  if (!me) return null;
  return (
    <main className="main" id="view" tabIndex={-1} aria-labelledby="view-title">
      <header className="bar">
        <button type="button" className="ib only-small" aria-label={words.back} onClick={() => navigate("/")}>
          <Icon name="left" flip />
        </button>
        <h1 id="view-title">{words.title}</h1>
      </header>
      {bars}
      <div className="page">
        <div className="page-in narrow">
          <section className="panel who-am-i" aria-label={words.you}>
            <Avatar id={me.id} name={me.name} size="s48" />
            <div className="grow">
              <b>{me.name}</b>
              <small>
                @{me.handle} · {me.email} · {me.role}
              </small>
            </div>
            <Button onClick={() => openDialog({ kind: "sign-out" })}>{words.signOut}</Button>
          </section>
          <Profile me={me} />
          {me.email !== null && <Account me={me} />}
          <Appearance />
          <Sessions />
          <Tokens />
        </div>
      </div>
    </main>
  );
}
