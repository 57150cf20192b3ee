/** Many addresses at once, each with what became of it. */

import { useState, type FormEvent } from "react";

import { Problem } from "../../api/http.ts";
import { createInvite, type NewInvite } from "../../api/invites.ts";
import type { Role } from "../../api/types.ts";
import { findAddresses } from "../../lib/addresses.ts";
import { Button } from "../../ui/Button.tsx";
import { FieldFrame } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { words } from "./words.ts";

const MOST = 50;

interface Result {
  email: string;
  /** Null where it went out. */
  fault: string | null;
}

export function ByMail({ role, channels }: { role: Role; channels: string[] }) {
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const [results, setResults] = useState<Result[]>([]);

  async function send(event: FormEvent) {
    event.preventDefault();
    const { good, bad } = findAddresses(text);
    const lost = role === "guest" && channels.length === 0;
    const fault = faultOf(good, bad) ?? (lost ? words.noChannel : undefined);
    setError(fault);
    if (fault !== undefined || busy) return;
    setBusy(true);
    setResults([]);
    const left: string[] = [];
    // One after the other: each answer is shown as it comes, and the server is not crowded.
    for (const email of good) {
      const found = await invite({ email, role, channels });
      if (found !== null) left.push(email);
      setResults((old) => [...old, { email, fault: found }]);
    }
    // What failed stays to be sent again.
    setText(left.join("\n"));
    setBusy(false);
  }

  return (
    <form className="stack-form" onSubmit={(event) => void send(event)}>
      <FieldFrame label={words.addresses} hint={words.addressesHint} error={error}>
        {(control) => (
          <textarea
            {...control}
            className="in area"
            rows={3}
            autoComplete="off"
            spellCheck={false}
            placeholder="mei@example.com, jonas@example.com"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </FieldFrame>
      <ul className="results" role="status" aria-label={words.results}>
        {results.map(({ email, fault }) => (
          <li key={email} className={fault === null ? "ok" : "bad"}>
            <Icon name={fault === null ? "check" : "alert"} size="s" />
            <span>
              <b>{email}</b> {fault === null ? words.invited : words.notInvited(fault)}
            </span>
          </li>
        ))}
      </ul>
      <div className="dialog-acts">
        <Button type="submit" look="primary" busy={busy} disabled={text.trim() === ""}>
          {words.send}
        </Button>
      </div>
    </form>
  );
}

function faultOf(good: string[], bad: string[]): string | undefined {
  if (bad.length > 0) return words.notAddresses(bad);
  if (good.length === 0) return words.noAddress;
  return good.length > MOST ? words.tooMany(MOST) : undefined;
}

async function invite(body: NewInvite): Promise<string | null> {
  try {
    await createInvite(body);
    return null;
  } catch (error) {
    if (!(error instanceof Problem)) return words.unreachable;
    return Object.values(error.fields)[0] ?? error.detail;
  }
}
