/** Where I am signed in, and ending that. */

import { endOtherSessions, endSession, listSessions } from "../../api/accounts.ts";
import { collect } from "../../api/lists.ts";
import { fullTime, whenSeen } from "../../lib/time.ts";
import { Button } from "../../ui/Button.tsx";
import { FieldError } from "../../ui/Field.tsx";
import { nameAgent } from "./agent.ts";
import { useList } from "../../ui/useList.ts";
import { words } from "./words.ts";

const all = () => collect(listSessions, ({ sessions }) => sessions);

export function Sessions() {
  const { items, fault, load, change } = useList(all);
  return (
    <section className="panel" aria-labelledby="sessions">
      <div className="panel-h">
        <h2 id="sessions">{words.sessions}</h2>
        <p className="dim">{words.sessionsWhat}</p>
        {(items?.length ?? 0) > 1 && (
          <div>
            <Button size="sm" onClick={() => void change(endOtherSessions)}>
              {words.endOthers}
            </Button>
          </div>
        )}
      </div>
      {fault !== null && (
        <FieldError>
          {fault}{" "}
          <Button look="link" onClick={load}>
            {words.tryAgain}
          </Button>
        </FieldError>
      )}
      <ul className="things">
        {(items ?? []).map((session) => {
          const agent = nameAgent(session.agent) ?? words.unknown;
          return (
            <li key={session.id}>
              <div className="grow">
                <b className="trunc" title={session.agent}>
                  {agent} {session.current && <span className="tag">{words.thisOne}</span>}
                </b>
                <small title={fullTime(session.seen_at)}>
                  {session.address} · {words.seen(whenSeen(session.seen_at))}
                </small>
              </div>
              {!session.current && (
                <Button
                  size="sm"
                  aria-label={words.endNamed(agent)}
                  onClick={() => void change(() => endSession(session.id))}
                >
                  {words.end}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
