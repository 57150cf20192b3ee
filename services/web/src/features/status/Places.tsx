/** What fills the page while there is nothing to show: starting, cut off, signed out elsewhere. */

import { useStore } from "../../store/store.ts";
import { Brand } from "../../ui/Brand.tsx";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Link } from "../../ui/Link.tsx";
import { words } from "./words.ts";

export function Unreachable({ onRetry }: { onRetry: () => void }) {
  return (
    <main className="whole">
      <div className="banner" role="status">
        <span className="spin" />
        <span>
          <h1>{words.unreachable}</h1> {words.unreachableNext}
        </span>
        <div className="acts">
          <Button look="quiet" size="sm" onClick={onRetry}>
            {words.tryNow}
          </Button>
        </div>
      </div>
      <div className="empty">
        <Brand />
      </div>
    </main>
  );
}

export function Ended({ back }: { back: string }) {
  return (
    <main className="whole">
      <div className="banner bad" role="alert">
        <Icon name="lock" />
        <span>
          <h1>{words.ended}</h1> {words.draftsSafe}
        </span>
      </div>
      <div className="empty">
        <p>{words.endedNext}</p>
        <div className="acts">
          <Link className="btn primary" href={`/sign-in?back=${encodeURIComponent(back)}`}>
            {words.signIn}
          </Link>
        </div>
      </div>
    </main>
  );
}

export function Deactivated() {
  const workspace = useStore((state) => state.workspace?.name ?? "");
  return (
    <main className="whole">
      <div className="banner bad" role="alert">
        <Icon name="lock" />
        <span>
          <h1>{words.deactivated(workspace)}</h1> {words.draftsSafe}
        </span>
      </div>
      <div className="empty">
        <p>{words.deactivatedNext}</p>
        <div className="acts">
          <Link className="btn" href="/sign-in">
            {words.signInOther}
          </Link>
        </div>
      </div>
    </main>
  );
}
