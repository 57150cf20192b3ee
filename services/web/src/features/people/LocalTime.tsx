/** What time it is where somebody is, while one looks. */

import { useEffect, useState } from "react";

import { timeIn } from "../../lib/time.ts";
import { words } from "./words.ts";

const LOOK_EVERY_MS = 5_000;

export function LocalTime({ zone }: { zone: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const there = timeIn(zone, now);
  if (!there) return null;
  return (
    <>
      <dt>{words.localTime}</dt>
      <dd className="num">{words.timeThere(there.clock, zone, there.days)}</dd>
    </>
  );
}
