/** Where a channel would be that is not there, may not be seen, or could not be loaded. */

import { navigate } from "../lib/location.ts";
import { Button } from "../ui/Button.tsx";
import type { Fault } from "./useChannel.ts";
import { words } from "./words.ts";

export function MissingChannel({ fault, onRetry }: { fault: Fault; onRetry: () => void }) {
  // Named as the list is, for the link that skips to it.
  if (fault === null) return <main className="main" id="messages" aria-busy="true" />;
  const missing = fault === "missing";
  return (
    <main className="main" id="messages" tabIndex={-1} aria-labelledby="view-title">
      <div className="empty">
        <h1 id="view-title">{missing ? words.notFound : words.unreachable}</h1>
        <p>{missing ? words.notFoundNext : words.unreachableNext}</p>
        <div className="acts">
          {missing ? (
            <Button onClick={() => navigate("/browse")}>{words.browseAll}</Button>
          ) : (
            <Button onClick={onRetry}>{words.tryAgain}</Button>
          )}
        </div>
      </div>
    </main>
  );
}
