/** People, channels and talk to look at, those of the design's own pages. */

import { newId } from "../../lib/ids.ts";
import type { User } from "../../api/types.ts";
import type { World } from "./world.ts";

const PEOPLE = [
  "Noor Haddad",
  "Mei Tanaka",
  "Jonas Lindqvist",
  "Amara Okafor",
  "Tomasz Zieliński",
  "Rafael Duarte",
  "Priya Raman",
  "Ines Moreau",
  "Ingrid Solberg",
];

const TALK: [string, number, string][] = [
  [
    "amara",
    1020,
    "The winter draft is up. The Sunday crossing to Ardmore now leaves at `07:40`, so it meets the train " +
      "instead of watching it go.",
  ],
  ["amara", 1019, "Before and after, same Sunday:"],
  [
    "jonas",
    1002,
    "For anyone wondering why eleven minutes is worth a whole thread:\nhttps://handbook.tidewater.example/late",
  ],
  [
    "priya",
    49,
    "Import drops the last stop when a route crosses midnight. Smallest case I could find:\n```python\n" +
      "def stops_on(day, trip):\n    ends = trip.start + trip.length          # 23:50 + 25 min = 24:15\n" +
      "    return [s for s in trip.stops if s.time.date() == day]\n```",
  ],
  ["noor", 13, "Service day it is. I’ll take it after stand-up."],
  [
    "tomasz",
    7,
    "@noor could you start with the night routes? Six of them cross midnight and they print on Thursday.",
  ],
  [
    "mei",
    4,
    "The map tiles have the same off-by-one. I worked around it with `serviceDay()` and can move that into the " +
      "shared package.",
  ],
  ["mei", 3, "Printers close at 16:00, so there is time."],
];

/** By handle: what they do, and where. */
const ABOUT: Record<string, Partial<User>> = {
  noor: { title: "Operations", time_zone: "Europe/London" },
  ines: { title: "Print production", time_zone: "Europe/Paris" },
  mei: { title: "Maps", time_zone: "Asia/Tokyo" },
  jonas: { role: "admin", title: "Timetables" },
  rafael: { role: "guest" },
  ingrid: { title: "Fleet", deactivated_at: "2026-11-20T09:00:00.000000Z" },
};

export function seed(world: World): void {
  const who = (handle: string) => world.accounts.find(({ user }) => user.handle === handle)!.user.id;
  for (const [i, name] of PEOPLE.entries()) {
    const handle = name.split(" ")[0]!.toLowerCase();
    world.addUser(
      { name, handle, email: `${handle}@tidewater.example`, password: "night routes" },
      i ? "member" : "owner",
    );
  }
  for (const account of world.accounts) Object.assign(account.user, ABOUT[account.user.handle]);
  const noor = who("noor");
  const channel = (name: string, description = "", kind: "public" | "private" = "public", by = noor) =>
    world.addChannel({ id: newId(), kind, name, description }, by).id;

  const general = channel("general", "For everyone.");
  const timetables = channel(
    "timetables",
    "Winter timetable goes live Monday 30 November. Runbook is pinned.",
  );
  const harbour = channel("harbour");
  channel("release-train");
  const pricing = channel("pricing-2027", "", "private");
  channel("sea-stickers", "Pictures of stickers at sea.", "public", who("mei"));
  for (const { user } of world.accounts) {
    for (const id of [general, timetables, harbour, pricing]) world.join(id, user.id, noor);
  }

  const now = world.now();
  const at = (minutes: number) => new Date(now - minutes * 60_000).toISOString().replace("Z", "000Z");
  for (let i = 0; i < 400; i += 1) {
    const by = PEOPLE[i % 7]!.split(" ")[0]!.toLowerCase();
    world.post(
      newId(),
      timetables,
      who(by),
      `Crossing ${i + 1} left on time${". And so on".repeat(i % 5)}.`,
      at(9000 - i * 18),
    );
  }
  let last = "";
  for (const [handle, minutes, body] of TALK) {
    if (handle === "tomasz") world.moveRead(timetables, noor, world.head(`channel:${timetables}`));
    const message = world.post(newId(), timetables, who(handle), body, at(minutes));
    if (handle === "jonas") last = message.id;
  }
  world.change(last, "message.previewed", {
    previews: [
      {
        url: "https://handbook.tidewater.example/late",
        title: "How we hold a boat for a late train",
        description:
          "The connection guarantee, the four-minute rule, and who is allowed to break it. Updated after the " +
          "October storms.",
        site_name: "handbook.tidewater.example",
        image: null,
      },
    ],
  });
  for (let i = 0; i < 12; i += 1)
    world.post(newId(), harbour, who("tomasz"), `Soup number ${i + 1} is back.`, at(300 - i));
  world.post(newId(), pricing, who("ines"), "@noor are night fares yours?", at(60));
}
