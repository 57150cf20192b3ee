/** What the palette offers for what was typed: channels, people, commands. */

import type { ListedChannel, User } from "../../api/types.ts";
import { match } from "../../lib/match.ts";
import { byName } from "../../store/selectors.ts";
import type { MyChannel, State } from "../../store/state.ts";
import type { IconName } from "../../ui/Icon.tsx";

export interface Command {
  label: string;
  icon: IconName;
  run: () => void;
}

export type Offer =
  | { kind: "channel"; key: string; channel: MyChannel | ListedChannel; joined: boolean; at: number }
  | { kind: "person"; key: string; user: User; at: number }
  | { kind: "command"; key: string; command: Command; at: number };

const SHOWN = { channel: 8, person: 5, command: 5 };

/** `#`, `@` or `>` in front asks for channels, people or commands only. */
export function find(state: State, typed: string, commands: Command[]): Offer[] {
  const only = { "#": "channel", "@": "person", ">": "command" }[typed[0] ?? ""];
  const query = (only ? typed.slice(1) : typed).trim();
  const more = only ? 12 : 0;
  const ranked: { rank: number; offer: Offer }[] = [];

  for (const channel of [...Object.values(state.channels), ...Object.values(state.others)].toSorted(byName)) {
    if (channel.name === null || channel.archived_at !== null) continue;
    const found = match(channel.name, query);
    if (!found || (only && only !== "channel")) continue;
    const joined = channel.id in state.channels;
    const rank = found.rank + (joined ? 0 : 0.5) - (unread(channel) ? 0.25 : 0);
    ranked.push({ rank, offer: { kind: "channel", key: channel.id, channel, joined, at: found.at } });
  }
  for (const user of Object.values(state.users).toSorted(byName)) {
    if (user.deactivated_at !== null || (only ? only !== "person" : query === "")) continue;
    const found = match(user.name, query);
    const handle = match(user.handle, query);
    if (!found && !handle) continue;
    const rank = Math.min(found?.rank ?? 9, handle?.rank ?? 9);
    ranked.push({ rank, offer: { kind: "person", key: user.id, user, at: found?.at ?? -1 } });
  }
  for (const command of commands) {
    const found = match(command.label, query);
    if (!found || (only && only !== "command")) continue;
    ranked.push({
      rank: found.rank,
      offer: { kind: "command", key: command.label, command, at: found.at },
    });
  }

  const sorted = ranked.toSorted((a, b) => a.rank - b.rank).map(({ offer }) => offer);
  return (["channel", "person", "command"] as const).flatMap((kind) =>
    sorted.filter((offer) => offer.kind === kind).slice(0, SHOWN[kind] + more),
  );
}

function unread(channel: MyChannel | ListedChannel): boolean {
  return "unread" in channel && channel.unread > 0;
}
