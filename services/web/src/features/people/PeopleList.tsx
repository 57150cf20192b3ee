/** Those of some people whom a few letters name. */

import type { User } from "../../api/types.ts";
import { match } from "../../lib/match.ts";
import { usePresences } from "../../realtime/presence.ts";
import { PersonRow } from "./PersonRow.tsx";
import { words } from "./words.ts";

const SHOWN = 200;

export function PeopleList({ people, query }: { people: User[]; query: string }) {
  const found = people.filter(
    ({ name, handle, title }) => query === "" || [name, handle, title].some((text) => match(text, query)),
  );
  const shown = found.slice(0, SHOWN);
  const here = shown.filter(({ deactivated_at: gone }) => gone === null);
  const presences = usePresences(here.map(({ id }) => id));
  return (
    <>
      <ul className="panel things people" aria-label={words.title}>
        {shown.map((user) => (
          <PersonRow
            key={user.id}
            user={user}
            presence={user.deactivated_at === null ? presences[user.id] : undefined}
          />
        ))}
      </ul>
      {found.length > SHOWN && <p className="dim">{words.more(found.length - SHOWN)}</p>}
      {found.length === 0 && (
        <div className="empty">
          <h2>{query === "" ? words.nobodyDeactivated : words.nobody(query)}</h2>
          {query !== "" && <p>{words.nobodyNext}</p>}
        </div>
      )}
    </>
  );
}
