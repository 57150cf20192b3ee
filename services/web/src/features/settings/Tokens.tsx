/** Tokens for programs: made here, shown once, revoked here. */

import { useRef, useState, type FormEvent } from "react";

import { createToken, listTokens, revokeToken } from "../../api/accounts.ts";
import { collect } from "../../api/lists.ts";
import { fullTime, whenSeen } from "../../lib/time.ts";
import { Button } from "../../ui/Button.tsx";
import { CopyField } from "../../ui/CopyField.tsx";
import { FieldError } from "../../ui/Field.tsx";
import { useList } from "../../ui/useList.ts";
import { words } from "./words.ts";

const all = () => collect(listTokens, ({ tokens }) => tokens);

export function Tokens() {
  const { items, fault, load, change } = useList(all);
  /** Shown once; gone with the token that it opens. */
  const [made, setMade] = useState<{ id: string; token: string }>();
  const box = useRef<HTMLInputElement>(null);

  function make(event: FormEvent) {
    event.preventDefault();
    const name = box.current!.value.trim();
    if (name === "") return;
    void change(async () => {
      setMade(await createToken(name));
      box.current!.value = "";
    });
  }

  async function revoke(id: string) {
    await revokeToken(id);
    setMade((old) => (old?.id === id ? undefined : old));
  }

  return (
    <section className="panel" aria-labelledby="tokens">
      <div className="panel-h">
        <h2 id="tokens">{words.tokens}</h2>
        <p className="dim">{words.tokensWhat}</p>
        <form className="in-line" onSubmit={make}>
          <input
            ref={box}
            className="in"
            aria-label={words.tokenName}
            placeholder={words.tokenName}
            maxLength={80}
          />
          <Button type="submit">{words.make}</Button>
        </form>
        {made !== undefined && <CopyField label={words.newToken} value={made.token} what="Copy token" />}
      </div>
      {fault !== null && (
        <FieldError>
          {fault}{" "}
          <Button look="link" onClick={load}>
            {words.tryAgain}
          </Button>
        </FieldError>
      )}
      {items?.length === 0 && <p className="panel-note dim">{words.noTokens}</p>}
      <ul className="things">
        {(items ?? []).map((token) => (
          <li key={token.id}>
            <div className="grow">
              <b className="trunc">{token.name}</b>
              <small title={token.seen_at === null ? undefined : fullTime(token.seen_at)}>
                {token.seen_at === null ? words.neverUsed : words.seen(whenSeen(token.seen_at))}
              </small>
            </div>
            <Button
              size="sm"
              look="danger"
              aria-label={words.revokeNamed(token.name)}
              onClick={() => void change(() => revoke(token.id))}
            >
              {words.revoke}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
