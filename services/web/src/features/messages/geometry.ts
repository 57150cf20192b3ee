/** Where rows lie within the scrolling box. */

export interface Anchor {
  key: string;
  /** From the top of the box to the top of the row, in pixels. */
  offset: number;
}

export interface Target {
  /** Another number is another order to go there. */
  id: number;
  /** The row to go to; null is the end. */
  key: string | null;
  /** How far down the box the row's top comes to lie: a share of its height, or pixels. */
  at: { share: number; endIfItFits?: boolean } | { pixels: number };
}

export interface View {
  atEnd: boolean;
  /** The rows in sight, the topmost first. */
  rows: Anchor[];
  isMounted: (key: string) => boolean;
  /** Pixels of loaded history above and below what is in sight; Infinity where rows are not mounted. */
  above: number;
  below: number;
  height: number;
}

/** Day headings stick to the top while their day is in sight. */
export function isHeading(key: string): boolean {
  return key.startsWith("day ");
}

export function rowOf(element: Element): string | null {
  return element.closest<HTMLElement>("li[data-key]")?.dataset.key ?? null;
}

/** The message rows in sight: first those that are there whole, so that they serve as anchors. */
export function anchorsIn(box: HTMLElement, list: HTMLElement): Anchor[] {
  const frame = box.getBoundingClientRect();
  const inSight: (Anchor & { whole: boolean })[] = [];
  for (const row of list.children) {
    const key = rowOf(row);
    // A heading may stick to the top and a parked row lies nowhere.
    if (key === null || isHeading(key) || row.classList.contains("parked")) continue;
    const { top, bottom } = row.getBoundingClientRect();
    if (bottom <= frame.top) continue;
    if (top >= frame.bottom) break;
    inSight.push({ key, offset: top - frame.top, whole: top >= frame.top && bottom <= frame.bottom });
  }
  const whole = inSight.filter((row) => row.whole);
  return whole.length > 0 ? whole : inSight;
}

/**
 * Scrolls by this many pixels, fractions too.
 *
 * Browsers round what they are told, and rows are not whole pixels high: what is lost in rounding would
 * add up to text that creeps. The list itself is shifted by the rest, which is half a pixel at most.
 */
export function scrollBy(box: HTMLElement, list: HTMLElement, by: number): void {
  const shift = parseFloat(list.style.marginTop) || 0;
  const wanted = box.scrollTop - shift + by;
  const whole = Math.round(wanted);
  box.scrollTop = whole;
  // At either end there is nothing to be exact about.
  list.style.marginTop = box.scrollTop === whole ? `${whole - wanted}px` : "";
}

export function scrollToEnd(box: HTMLElement, list: HTMLElement): void {
  list.style.marginTop = "";
  box.scrollTop = box.scrollHeight;
}

export function place(
  box: HTMLElement,
  list: HTMLElement,
  row: HTMLElement | undefined,
  at: Target["at"],
): void {
  if (!row) return scrollToEnd(box, list);
  const wanted = "share" in at ? at.share * box.clientHeight : at.pixels;
  scrollBy(box, list, row.getBoundingClientRect().top - box.getBoundingClientRect().top - wanted);
  const toEnd = box.scrollHeight - box.scrollTop - wanted;
  if ("share" in at && at.endIfItFits && toEnd <= box.clientHeight) scrollToEnd(box, list);
}
