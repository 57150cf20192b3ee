/** Which event of each stream was applied last; admits events in order only. */

import type { StreamEvent } from "../api/types.ts";
import { Draft } from "./draft.ts";

/**
 * The events that follow the cursors, and the cursors after them.
 *
 * Repeats, events of streams that are not followed, and whatever lies behind a jump in seq are left out.
 */
export function admit(
  cursors: Record<string, number>,
  events: StreamEvent[],
): { admitted: StreamEvent[]; cursors: Record<string, number> } {
  const draft = new Draft(cursors);
  const admitted: StreamEvent[] = [];
  for (const event of events) {
    const cursor = draft.value[event.stream];
    if (cursor === undefined || event.seq !== cursor + 1) continue;
    draft.set(event.stream, event.seq);
    admitted.push(event);
    if (!event.stream.startsWith("user:")) continue;
    // A membership of mine begins or ends a stream.
    if (event.kind === "member.joined" && "stream" in event.data) {
      const { stream, after } = event.data;
      if ((draft.value[stream] ?? -1) < after) draft.set(stream, after);
    } else if (event.kind === "member.left" && "stream" in event.data) {
      draft.delete(event.data.stream);
    } else if (event.kind === "user.role_changed" && "stream" in event.data) {
      // Guests don't have the workspace's stream; whoever is one no longer gets it.
      const { role, stream, after } = event.data;
      if (role === "guest") draft.delete(stream);
      else if (!(stream in draft.value)) draft.set(stream, after);
    }
  }
  return { admitted, cursors: draft.value };
}

/** True where a stream that is followed skipped something: the rest must be fetched. */
export function hasGap(cursors: Record<string, number>, events: StreamEvent[]): boolean {
  return events.some(({ stream, seq }) => stream in cursors && seq > cursors[stream]!);
}
