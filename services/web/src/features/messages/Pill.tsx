/** The pill over the list: what came below, or where one is and the way back to now. */

import type { User } from "../../api/types.ts";
import { clock, dayAndMonth, dayKey, monthAndYear } from "../../lib/time.ts";
import { nameOf } from "../../store/selectors.ts";
import { useStore } from "../../store/store.ts";
import { Icon } from "../../ui/Icon.tsx";
import { words } from "./words.ts";

interface Props {
  /** Authors of what came below since the end was in sight, the newest last. */
  news: string[];
  /** The time of what is in sight where that is not now; null where it is. */
  away: string | null;
  onNow: () => void;
}

export function Pill({ news, away, onNow }: Props) {
  const users = useStore((state) => state.users);
  if (news.length > 0) {
    return (
      <button type="button" className="jump-pill" onClick={onNow}>
        <b>{words.newCount(news.length)}</b>
        <span>{firstNames(news, users)}</span>
        <Icon name="down" size="s" />
      </button>
    );
  }
  if (away === null) return null;
  return (
    <button type="button" className="jump-pill" onClick={onNow}>
      <span>{whereIs(away)}</span>
      <b className="go">{words.goToNow}</b>
      <Icon name="down" size="s" />
    </button>
  );
}

/** Two people at most, those who spoke last. */
function firstNames(authors: string[], users: Record<string, User>): string {
  const two = [...new Set(authors.toReversed())].slice(0, 2);
  return two.map((id) => nameOf(users, id).split(" ")[0]).join(", ");
}

const MONTH_MS = 30 * 86_400_000;

function whereIs(at: string): string {
  if (dayKey(at) === dayKey(Date.now())) return words.youAreAt(clock(at));
  return Date.now() - Date.parse(at) > MONTH_MS
    ? words.youAreIn(monthAndYear(at))
    : words.youAreAt(dayAndMonth(at));
}
