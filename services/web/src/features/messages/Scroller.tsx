/** The scrolling list: mounts a window of its rows, and keeps what is read where it is. */

import { Component, createRef, type ReactNode } from "react";

import {
  anchorsIn,
  isHeading,
  place,
  scrollBy,
  scrollToEnd,
  rowOf,
  type Anchor,
  type Target,
  type View,
} from "./geometry.ts";

interface Props<R extends { key: string }> {
  rows: R[];
  label: string;
  /** The last row is the end of history: who is there stays there. */
  live: boolean;
  target: Target;
  render: (row: R) => ReactNode;
  /** Stands first where the window begins within something: its heading. */
  lead: (index: number) => R | undefined;
  onView: (view: View) => void;
  /** The row that holds the focus now. */
  onFocused: (key: string) => void;
  onKeyDown: (event: React.KeyboardEvent) => void;
}

interface State {
  /** The row around which the window lies; null with `follow`. */
  center: string | null;
  /** At the end, and staying there. */
  follow: boolean;
  /** The row that holds the focus: it is never unmounted. */
  focused: string | null;
}

// With the leading heading and a parked focus row fewer than 120 rows are ever mounted.
const MOUNTED = 116;
const MARGIN = 15;
const AT_END_PX = 48;
// Less than the finest step in which browsers lay out.
const EXACT_PX = 1 / 128;

export class Scroller<R extends { key: string }> extends Component<Props<R>, State> {
  override state: State = { center: null, follow: true, focused: null };
  private box = createRef<HTMLDivElement>();
  private list = createRef<HTMLOListElement>();
  private anchors: Anchor[] = [];
  /** How many rows were in sight last. */
  private visible = 0;
  private reached: number | undefined;
  private resizes: ResizeObserver | undefined;
  private indexed: { rows: R[]; byKey: Map<string, number> } | undefined;

  override componentDidMount(): void {
    this.arrive();
    this.resizes = new ResizeObserver(() => {
      // After layout and before paint: rows grew, the composer did, or the window changed.
      this.hold(this.state.follow ? "end" : this.anchors);
      this.settle();
    });
    this.resizes.observe(this.box.current!);
    this.resizes.observe(this.list.current!);
  }

  override componentWillUnmount(): void {
    this.resizes?.disconnect();
  }

  override getSnapshotBeforeUpdate(): "end" | Anchor[] {
    if (this.state.follow && this.props.live && this.endDistance() <= AT_END_PX) return "end";
    return anchorsIn(this.box.current!, this.list.current!);
  }

  override componentDidUpdate(before: Props<R>, was: State, held: "end" | Anchor[]): void {
    this.keepFocus(before.rows);
    if (this.props.target.id !== this.reached) return this.arrive();
    // What was at the end stays there only while the end is still in sight of it.
    this.hold(held === "end" && before.live && was.follow ? "end" : held);
    this.settle();
  }

  override render() {
    const { rows, label, render, lead, onKeyDown } = this.props;
    const [from, to] = this.window();
    const shown = rows.slice(from, to);
    const heading = from > 0 ? lead(from) : undefined;
    const focused = this.state.focused === null ? undefined : this.index(this.state.focused);
    const parked = focused !== undefined && (focused < from || focused >= to) ? rows[focused] : undefined;
    const item = (row: R, className?: string) => (
      <li
        key={row.key}
        data-key={row.key}
        className={className ?? (isHeading(row.key) ? "sticky" : undefined)}
      >
        {render(row)}
      </li>
    );
    return (
      <div
        className="scroll"
        id="messages"
        ref={this.box}
        tabIndex={-1}
        onScroll={this.onScroll}
        onKeyDown={onKeyDown}
        onFocus={(event) => this.focusIn(rowOf(event.target as Element))}
        onBlur={() => this.focusIn(null)}
      >
        <ol className="col list" role="list" aria-label={label} ref={this.list}>
          {parked && focused! < from && item(parked, "parked")}
          {heading && item(heading)}
          {shown.map((row) => item(row))}
          {parked && focused! >= to && item(parked, "parked")}
        </ol>
      </div>
    );
  }

  /** Brings a row into sight and gives it the focus. */
  reveal(key: string): void {
    const go = () => {
      const row = this.row(key);
      const article = row?.querySelector<HTMLElement>("article");
      article?.focus({ preventScroll: true });
      (article ?? row)?.scrollIntoView({ block: "nearest" });
    };
    if (this.row(key) && !this.row(key)!.classList.contains("parked")) go();
    else this.setState({ center: key, follow: false }, go);
  }

  scrollBy(screens: number): void {
    const box = this.box.current!;
    box.scrollTop += screens * box.clientHeight * 0.9;
  }

  /** The keys of the rows in sight, the topmost first. */
  inSight(): string[] {
    return anchorsIn(this.box.current!, this.list.current!).map(({ key }) => key);
  }

  private onScroll = (): void => {
    this.settle();
  };

  private focusIn(key: string | null): void {
    if (key !== this.state.focused) this.setState({ focused: key });
    if (key !== null) this.props.onFocused(key);
  }

  /** Where the row that held the focus is gone, its neighbour takes it. */
  private keepFocus(before: R[]): void {
    const { focused } = this.state;
    if (focused === null || this.index(focused) !== undefined) return;
    if (document.activeElement !== document.body) return;
    const at = before.findIndex(({ key }) => key === focused);
    const { rows } = this.props;
    const next = [...rows.slice(at), ...rows.slice(0, at).toReversed()].find(
      ({ key }) => this.row(key)?.querySelector("article") != null,
    );
    if (at >= 0 && next) this.reveal(next.key);
  }

  private row(key: string): HTMLElement | undefined {
    const rows = this.list.current?.children ?? [];
    return Array.from(rows).find((row) => rowOf(row) === key) as HTMLElement | undefined;
  }

  private index(key: string): number | undefined {
    const { rows } = this.props;
    if (this.indexed?.rows !== rows) {
      this.indexed = { rows, byKey: new Map(rows.map((row, i) => [row.key, i])) };
    }
    return this.indexed.byKey.get(key);
  }

  private window(): [number, number] {
    const { rows, target } = this.props;
    const going = target.id !== this.reached;
    const center = going ? target.key : this.state.follow ? null : this.state.center;
    const at = center === null ? undefined : this.index(center);
    // A centre that is gone: what was in sight around it decides.
    const near = at ?? this.anchors.map(({ key }) => this.index(key)).find((i) => i !== undefined);
    if (center === null || near === undefined) return [Math.max(0, rows.length - MOUNTED), rows.length];
    const from = Math.max(0, near - this.ahead());
    return [from, Math.min(rows.length, from + MOUNTED)];
  }

  /** Rows mounted above those in sight: as many as below, however many are in sight. */
  private ahead(): number {
    return Math.max(MARGIN, Math.floor((MOUNTED - this.visible) / 2));
  }

  private endDistance(): number {
    const box = this.box.current!;
    return box.scrollHeight - box.scrollTop - box.clientHeight;
  }

  /** Goes where it was told to, once. */
  private arrive(): void {
    const { target, rows, live } = this.props;
    const box = this.box.current!;
    const row = target.key === null ? undefined : this.row(target.key);
    // A row that went meanwhile leaves us at the end.
    this.reached = target.id;
    place(box, this.list.current!, row, target.at);
    const follow = live && this.window()[1] === rows.length && this.endDistance() <= AT_END_PX;
    this.setState({ follow, center: follow ? null : target.key });
    this.settle();
  }

  /** Undoes whatever the change did to what was in sight. */
  private hold(held: "end" | Anchor[]): void {
    const box = this.box.current!;
    const list = this.list.current!;
    if (held === "end") return scrollToEnd(box, list);
    const top = box.getBoundingClientRect().top;
    for (const { key, offset } of held) {
      const row = this.row(key);
      if (!row || row.classList.contains("parked")) continue;
      const moved = row.getBoundingClientRect().top - top - offset;
      if (Math.abs(moved) > EXACT_PX) scrollBy(box, list, moved);
      return;
    }
  }

  /** Looks where we are now: moves the window with us, and tells. */
  private settle(): void {
    if (this.props.target.id !== this.reached) return;
    const box = this.box.current!;
    const { rows, live } = this.props;
    const [from, to] = this.window();
    this.anchors = anchorsIn(box, this.list.current!);
    this.visible = this.anchors.length;
    const first = this.anchors[0]?.key ?? null;
    const atEnd = live && to === rows.length && this.endDistance() <= AT_END_PX;
    if (atEnd !== this.state.follow) this.setState({ follow: atEnd, center: atEnd ? null : first });
    else if (!atEnd && first !== null) this.recenter(first, from, to);
    this.props.onView({
      atEnd,
      rows: this.anchors,
      isMounted: (key) => this.row(key) !== undefined,
      above: from > 0 ? Infinity : box.scrollTop,
      below: to < rows.length ? Infinity : this.endDistance(),
      height: box.clientHeight,
    });
  }

  private recenter(first: string, from: number, to: number): void {
    const { rows } = this.props;
    const at = this.index(first);
    if (at === undefined || first === this.state.center) return;
    const last = this.index(this.anchors.at(-1)!.key) ?? at;
    const high = at - from < MARGIN && from > 0;
    const low = to - last < MARGIN && to < rows.length;
    if (high || low) this.setState({ center: first });
  }
}
