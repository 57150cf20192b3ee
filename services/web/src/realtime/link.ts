/** The connection that comes back: opens sockets one after another, sooner when the world says so. */

import type { ClientFrame, ServerFrame } from "../api/types.ts";
import { cell } from "../store/cell.ts";
import { backoffMs } from "./backoff.ts";
import { Wire } from "./wire.ts";

export interface LinkState {
  /** `idle` before the start and after the stop. */
  phase: "idle" | "open" | "lost";
  /** When it was lost, in milliseconds. */
  since: number;
  /** When the next try begins; null while one runs. */
  nextTryAt: number | null;
}

export const linkState = cell<LinkState>({ phase: "idle", since: 0, nextTryAt: null });

export interface LinkEvents {
  url: () => string;
  hello: () => ClientFrame;
  onFrame: (frame: ServerFrame) => void;
  onLost: () => void;
  /** Sockets keep ending before `welcome`: perhaps we are not signed in any more. */
  onRefused: () => void;
}

// A socket that does not get as far as `welcome` so often in a row asks for a look at why.
const REFUSALS = 2;
// A resume that follows another so soon takes its turn like a lost socket.
const RESUME_SPACING_MS = 10_000;

export class Link {
  private events: LinkEvents;
  private wire: Wire | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private stopped = true;
  private unhook: (() => void) | undefined;
  private resumedAt = 0;
  /** What the server asked us to wait, in milliseconds. */
  private asked: number | undefined;

  constructor(events: LinkEvents) {
    this.events = events;
  }

  start(): void {
    this.stopped = false;
    this.failures = 0;
    this.unhook = listenToWorld(this);
    linkState.set({ phase: "lost", since: Date.now(), nextTryAt: null });
    this.open();
  }

  stop(): void {
    this.stopped = true;
    this.unhook?.();
    clearTimeout(this.timer);
    const wire = this.wire;
    this.wire = undefined;
    wire?.close();
    linkState.set({ phase: "idle", since: 0, nextTryAt: null });
  }

  get isOpen(): boolean {
    return linkState.get().phase === "open";
  }

  send(frame: ClientFrame): boolean {
    return this.isOpen && this.wire !== undefined && this.wire.send(frame);
  }

  /** Drop the socket and resume at once, because it skipped something. */
  resume(): void {
    const again = Date.now() - this.resumedAt < RESUME_SPACING_MS;
    this.resumedAt = Date.now();
    this.asked = again ? undefined : 0;
    this.wire?.close();
  }

  tryNow(): void {
    if (this.stopped || this.wire !== undefined) return;
    clearTimeout(this.timer);
    this.open();
  }

  probe(withinMs?: number): void {
    this.wire?.probe(withinMs);
  }

  private open(): void {
    linkState.set((old) => ({ ...old, nextTryAt: null }));
    const wire: Wire = new Wire(this.events.url(), {
      onOpen: () => wire.send(this.events.hello()),
      onFrame: (frame) => this.receive(frame),
      onClose: () => this.lost(wire),
    });
    this.wire = wire;
  }

  private receive(frame: ServerFrame): void {
    if (frame.type === "welcome") {
      this.failures = 0;
      this.asked = undefined;
      linkState.set({ phase: "open", since: Date.now(), nextTryAt: null });
    }
    this.events.onFrame(frame);
    if (frame.type !== "bye") return;
    this.asked = frame.retry_after * 1_000;
    this.wire?.close();
  }

  private lost(wire: Wire): void {
    if (this.wire !== wire || this.stopped) return;
    this.wire = undefined;
    const wasOpen = this.isOpen;
    this.failures += 1;
    const wait = this.asked ?? backoffMs(this.failures);
    this.asked = undefined;
    const nextTryAt = Date.now() + wait;
    linkState.set((old) => ({ phase: "lost", since: wasOpen ? Date.now() : old.since, nextTryAt }));
    this.timer = setTimeout(() => this.open(), wait);
    if (wasOpen) this.events.onLost();
    else if (this.failures >= REFUSALS) this.events.onRefused();
  }
}

/** What the world tells sooner than a timer: the network is back, somebody looks. */
function listenToWorld(link: Link): () => void {
  const wake = () => {
    if (document.visibilityState === "hidden") return;
    if (link.isOpen) link.probe();
    else link.tryNow();
  };
  // The device says that it has no network. A server on this machine may answer all the same.
  const doubt = () => link.probe(2_000);
  const ends: [EventTarget, string, () => void][] = [
    [window, "online", wake],
    [window, "focus", wake],
    [document, "visibilitychange", wake],
    [window, "offline", doubt],
  ];
  for (const [target, name, listener] of ends) target.addEventListener(name, listener);
  return () => {
    for (const [target, name, listener] of ends) target.removeEventListener(name, listener);
  };
}
