/** Sends what waits in the outbox: in order within a channel, one at a time, each with its id for good. */

import type { Ack, ClientFrame, ErrorFrame } from "../api/types.ts";
import type { Pending } from "../store/state.ts";
import { dispatch, getState } from "../store/store.ts";

const ANSWER_WITHIN_MS = 15_000;
const CROWDED_WAIT_MS = 1_000;
/** Refusals that mean "not now": the message waits and is tried again. */
const NOT_NOW = new Set(["rate_limited", "busy", "unavailable"]);

interface Options {
  send: (frame: ClientFrame) => boolean;
  /** The message is in the log: it need not be kept any longer. */
  onSent: (id: string) => void;
}

interface Flight {
  id: string;
  channel: string;
  timer: ReturnType<typeof setTimeout>;
}

export class Sender {
  private options: Options;
  /** By channel: its next message goes when this one is answered. */
  private flights = new Map<string, Flight>();

  constructor(options: Options) {
    this.options = options;
  }

  /** Send the next message of each channel that has none on its way. */
  pump(): void {
    for (const [channel, list] of Object.entries(getState().outbox)) {
      if (this.flights.has(channel)) continue;
      const next = list.find(({ state }) => state === "waiting");
      if (next) this.fly(next);
    }
  }

  answered(frame: Ack | ErrorFrame): void {
    const id = frame.id ?? frame.ref;
    if (id === undefined) return;
    const channel = this.land(id);
    if (frame.type === "ack") {
      if (channel !== undefined) this.options.onSent(id);
      // An answer that came too late counts all the same.
      if (channel !== undefined) set(channel, id, { state: "sent", reason: undefined });
    } else if (channel !== undefined && NOT_NOW.has(frame.code)) {
      set(channel, id, { state: "waiting" });
      setTimeout(() => this.pump(), CROWDED_WAIT_MS);
      return;
    } else if (channel !== undefined) set(channel, id, { state: "failed", reason: frame.detail });
    this.pump();
  }

  /** The socket ended: what was on its way waits for the next, under the same id. */
  lost(): void {
    for (const { id, channel, timer } of this.flights.values()) {
      clearTimeout(timer);
      set(channel, id, { state: "waiting" });
    }
    this.flights.clear();
  }

  private fly({ id, channel, body }: Pending): void {
    if (!this.options.send({ type: "send", id, channel, body, ref: id })) return;
    const timer = setTimeout(() => {
      this.land(id);
      set(channel, id, { state: "failed", reason: undefined });
      this.pump();
    }, ANSWER_WITHIN_MS);
    this.flights.set(channel, { id, channel, timer });
    set(channel, id, { state: "sending" });
  }

  /** The channel that the message was on its way to, or still waits in. */
  private land(id: string): string | undefined {
    for (const flight of this.flights.values()) {
      if (flight.id !== id) continue;
      clearTimeout(flight.timer);
      this.flights.delete(flight.channel);
      return flight.channel;
    }
    return Object.values(getState().outbox)
      .flat()
      .find((pending) => pending.id === id)?.channel;
  }
}

function set(channel: string, id: string, change: Partial<Pending>): void {
  dispatch({ type: "pending", channel, id, change });
}
