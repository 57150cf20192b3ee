/** Notices what was read: half of a row in sight for half a second, in a page that somebody looks at. */

const READ_AFTER_MS = 500;
const HALF = 0.5;

export class Dwell {
  private onRead: (seq: number) => void;
  private observer: IntersectionObserver;
  private seqs = new Map<Element, number>();
  /** Since when each row has been in sight, in milliseconds. */
  private since = new Map<Element, number>();
  private read = new WeakSet<Element>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onRead: (seq: number) => void) {
    this.onRead = onRead;
    // Clipped by the scrolling box, which is an ancestor, so the window can be the root.
    this.observer = new IntersectionObserver((entries) => this.seen(entries), {
      threshold: [0, 0.25, HALF, 0.75, 1],
    });
  }

  start(): void {
    window.addEventListener("focus", this.look);
    window.addEventListener("blur", this.look);
    document.addEventListener("visibilitychange", this.look);
  }

  observe = (row: Element, seq: number): (() => void) => {
    this.seqs.set(row, seq);
    this.observer.observe(row);
    return () => {
      this.observer.unobserve(row);
      this.seqs.delete(row);
      this.since.delete(row);
    };
  };

  stop(): void {
    clearTimeout(this.timer);
    window.removeEventListener("focus", this.look);
    window.removeEventListener("blur", this.look);
    document.removeEventListener("visibilitychange", this.look);
  }

  private seen(entries: IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      // A row taller than the box is never half in sight: half of the box full of it counts as well.
      const tall = entry.intersectionRect.height >= window.innerHeight * HALF * HALF;
      if (entry.intersectionRatio >= HALF || (entry.isIntersecting && tall)) {
        if (!this.since.has(entry.target)) this.since.set(entry.target, Date.now());
      } else this.since.delete(entry.target);
    }
    this.plan();
  }

  /** Time counts anew from when somebody looks. */
  private look = (): void => {
    for (const row of this.since.keys()) this.since.set(row, Date.now());
    clearTimeout(this.timer);
    this.timer = undefined;
    this.plan();
  };

  private plan(): void {
    if (this.timer !== undefined || !isWatched()) return;
    const next = Math.min(...[...this.since].map(([row, since]) => (this.read.has(row) ? Infinity : since)));
    if (next === Infinity) return;
    this.timer = setTimeout(() => this.judge(), Math.max(0, next + READ_AFTER_MS - Date.now()));
  }

  private judge(): void {
    this.timer = undefined;
    if (!isWatched()) return;
    let newest = 0;
    for (const [row, since] of this.since) {
      if (Date.now() - since < READ_AFTER_MS || this.read.has(row)) continue;
      this.read.add(row);
      newest = Math.max(newest, this.seqs.get(row) ?? 0);
    }
    if (newest > 0) this.onRead(newest);
    this.plan();
  }
}

export function isWatched(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}
