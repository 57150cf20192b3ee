/** Takes events from the socket to the store: what was missed in one batch, then live ones by frame. */

import type { StreamEvent, Welcome } from "../api/types.ts";
import { hasGap } from "../store/cursors.ts";
import { dispatch, getState } from "../store/store.ts";

// A catch-up larger than this is applied in pieces.
const MAX_BATCH = 5_000;
// The missed events that do not come in time are drawn as they come.
const CATCH_UP_WITHIN_MS = 10_000;
const HIDDEN_FLUSH_MS = 250;

export interface FeedEvents {
  /** A stream skipped something. */
  onGap: () => void;
  /** All that was missed is in the store. */
  onCaughtUp: (missed: StreamEvent[]) => void;
}

export class Feed {
  private events: FeedEvents;
  private queue: StreamEvent[] = [];
  private scheduled = false;
  /** The heads to reach before anything is drawn; undefined once live. */
  private targets: Map<string, number> | undefined;
  private deadline: ReturnType<typeof setTimeout> | undefined;

  constructor(events: FeedEvents) {
    this.events = events;
  }

  /** Events of this socket up to the heads of its welcome are those that were missed. */
  resumed({ heads }: Welcome): void {
    this.lost();
    const { cursors } = getState();
    const behind = Object.entries(heads).filter(
      ([stream, head]) => stream in cursors && cursors[stream]! < head,
    );
    if (behind.length === 0) return this.events.onCaughtUp([]);
    this.targets = new Map(behind);
    this.deadline = setTimeout(() => this.catchUp(), CATCH_UP_WITHIN_MS);
  }

  push(event: StreamEvent): void {
    this.queue.push(event);
    if (this.targets === undefined) return this.schedule();
    const target = this.targets.get(event.stream);
    if (target !== undefined && event.seq >= target) this.targets.delete(event.stream);
    if (this.targets.size === 0 || this.queue.length >= MAX_BATCH) this.catchUp();
  }

  /** What an ended socket left is of no use: the next one begins after the cursors. */
  lost(): void {
    clearTimeout(this.deadline);
    this.targets = undefined;
    this.queue = [];
  }

  /** Apply now; also what tests wait for. */
  flush(): void {
    this.scheduled = false;
    if (this.targets !== undefined || this.queue.length === 0) return;
    this.apply();
  }

  private catchUp(): void {
    clearTimeout(this.deadline);
    this.targets = undefined;
    this.events.onCaughtUp(this.apply());
  }

  private apply(): StreamEvent[] {
    const events = this.queue;
    this.queue = [];
    dispatch({ type: "events", events });
    if (hasGap(getState().cursors, events)) this.events.onGap();
    return events;
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(() => this.flush());
    // A hidden page paints no frames, and events must not pile up there.
    setTimeout(() => this.flush(), HIDDEN_FLUSH_MS);
  }
}
