/** Everything behind the sign-in: starts the session, and shows how far it has come. */

import { useEffect } from "react";

import { Deactivated, Ended, Unreachable } from "../features/status/Places.tsx";
import { navigate } from "../lib/location.ts";
import { phase, start, stop } from "../realtime/session.ts";
import { useCell } from "../store/cell.ts";
import { findDrafts } from "../store/drafts.ts";
import type { Route } from "./routes.ts";
import { Shell } from "./Shell.tsx";

export function Workspace({ route }: { route: Route }) {
  const now = useCell(phase);
  const here = window.location.pathname + window.location.search;

  useEffect(() => {
    void start().then(findDrafts);
    return stop;
  }, []);
  useEffect(() => {
    // As it is by now, not as it was rendered: the effect above has just begun anew after a sign-in.
    if (phase.get() !== "out") return;
    const back = here === "/" ? "" : `?back=${encodeURIComponent(here)}`;
    navigate(`/sign-in${back}`, { replace: true });
  }, [now, here]);

  switch (now) {
    case "ready":
      return <Shell route={route} />;
    case "unreachable":
      return <Unreachable onRetry={() => void start()} />;
    case "ended":
      return <Ended back={here} />;
    case "deactivated":
      return <Deactivated />;
    case "starting":
    case "out":
      return null;
  }
}
