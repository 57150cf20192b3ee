/** Dates and times in the reader's zone and language. */

const locale = () => (typeof navigator === "undefined" ? "en" : navigator.language);

function format(options: Intl.DateTimeFormatOptions): (at: string | number) => string {
  let made: Intl.DateTimeFormat | undefined;
  return (at) => (made ??= new Intl.DateTimeFormat(locale(), options)).format(new Date(at));
}

/** "09:44" */
export const clock = format({ hour: "2-digit", minute: "2-digit" });
/** "Tuesday 24 November 2026 at 09:44" */
export const fullTime = format({ dateStyle: "full", timeStyle: "short" });
/** "2 February" */
export const dayAndMonth = format({ day: "numeric", month: "long" });
/** "2 February 2026" */
export const date = format({ day: "numeric", month: "long", year: "numeric" });
/** "April 2025" */
export const monthAndYear = format({ month: "long", year: "numeric" });

const weekday = format({ weekday: "long" });
const weekdayAndDay = format({ weekday: "long", day: "numeric", month: "long" });

/** A key that two times share exactly when they fall on one local day. */
export function dayKey(at: string | number): string {
  const day = new Date(at);
  return `${day.getFullYear()}-${day.getMonth() + 1}-${day.getDate()}`;
}

/** A day as its divider names it: the weekday first ("Today", "Monday"), then the date. */
export function nameDay(at: string, now = Date.now()): { first: string; second: string } {
  if (dayKey(at) === dayKey(now)) return { first: today(), second: weekdayAndDay(at) };
  if (dayKey(at) === dayKey(now - 86_400_000)) return { first: yesterday(), second: weekdayAndDay(at) };
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return { first: weekday(at), second: sameYear ? dayAndMonth(at) : date(at) };
}

const relativeDays = (days: number) =>
  capital(new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(days, "day"));
const today = () => relativeDays(0);
const yesterday = () => relativeDays(-1);

/** Relative under an hour, the clock today, else the date. */
export function whenSeen(at: string, now = Date.now()): string {
  const minutes = Math.round((now - Date.parse(at)) / 60_000);
  if (minutes < 60) {
    const relative = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
    return minutes < 1 ? relative.format(0, "second") : relative.format(-minutes, "minute");
  }
  return dayKey(at) === dayKey(now) ? clock(at) : date(at);
}

/** What the clock says in another zone, and whether that is another day; undefined of a zone unknown here. */
export function timeIn(zone: string, now = Date.now()): { clock: string; days: number } | undefined {
  try {
    const at = new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit", timeZone: zone });
    const there = new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(now);
    const here = new Intl.DateTimeFormat("en-CA").format(now);
    return { clock: at.format(now), days: Math.round((Date.parse(there) - Date.parse(here)) / 86_400_000) };
  } catch {
    return undefined;
  }
}

/** "Europe/Isle_of_Man" → "Isle of Man" */
export function cityOf(zone: string): string {
  return zone.split("/").at(-1)!.replaceAll("_", " ");
}

export const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

function capital(text: string): string {
  return text.slice(0, 1).toLocaleUpperCase() + text.slice(1);
}
