/** The messages of one conversation: what is shown, where it opens, and what moves it. */

import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from "react";

import type { Channel } from "../../api/types.ts";
import { loadingKey, loadings, loadPage } from "../../realtime/pages.ts";
import { markRead } from "../../realtime/reads.ts";
import { useCell } from "../../store/cell.ts";
import type { Pending } from "../../store/state.ts";
import { getState, useStore } from "../../store/store.ts";
import { Dwell } from "./dwell.ts";
import { EdgeNote, Skeleton } from "./Edges.tsx";
import { startEditing } from "./editing.ts";
import type { View } from "./geometry.ts";
import { Pill } from "./Pill.tsx";
import { left, LINE_AT } from "./places.ts";
import { buildRows, type Row } from "./rows.ts";
import { RowView } from "./RowView.tsx";
import { Scroller } from "./Scroller.tsx";
import { useAnnounced } from "./useAnnounced.ts";
import { useBelow } from "./useBelow.ts";
import { useLine } from "./useLine.ts";
import { useListKeys } from "./useListKeys.ts";
import { pageOf, useRange } from "./useRange.ts";
import { useAround, useTarget } from "./useSpot.ts";
import { words } from "./words.ts";

/** What the rest of the conversation may ask of its list. */
export interface ListHandle {
  toNow: () => void;
  /** Everything here is read, and the unread line goes. */
  readAll: () => void;
  /** True while what is shown is not now. */
  isAway: () => boolean;
  /** Edits my last message; false where there is none. */
  editLast: () => boolean;
}

interface Props {
  channel: Channel;
  mine: boolean;
  /** Events of the channel come: what is loaded from now on stays true. */
  ready: boolean;
  /** The seq that the address asks for. */
  at: number | null;
  handle: RefObject<ListHandle | null>;
  /** A key that means nothing here is typed in the composer. */
  onType: (key: string) => void;
  onEditPending: (body: string) => void;
  onLeaveJump: () => void;
}

const NOTHING: Pending[] = [];
const PREFETCH_SCREENS = 2;
/** Further than this from the end, the pill says where we are. */
const AWAY_SCREENS = 1.5;

export function MessageList({ channel, mine, ready, at, handle, onType, onEditPending, onLeaveJump }: Props) {
  const { id } = channel;
  const me = useStore((state) => state.me!.id);
  const pending = useStore((state) => state.outbox[id]) ?? NOTHING;
  const edits = useStore((state) => state.edits);
  const deletions = useStore((state) => state.deletions);
  const busy = useCell(loadings);

  const [around, setAround] = useAround(id, at);
  const shown = useRange(id, around, ready);
  const { range, loaded } = shown;
  const view = useRef<View | null>(null);
  const isAtEnd = useCallback(() => view.current?.atEnd ?? false, []);
  const { line, clear } = useLine(id, me, range, isAtEnd);
  const rows = useMemo(
    () => buildRows({ me, range, pending, edits, deletions, line }),
    [me, range, pending, edits, deletions, line],
  );
  const messages = useMemo(() => rows.filter((row) => row.kind === "message"), [rows]);
  const byKey = useMemo(() => new Map(messages.map((row) => [row.key, row])), [messages]);
  const { target, sought, go } = useTarget(id, at, around, shown, rows);
  const [look, setLook] = useState<{ atEnd: boolean; away: string | null }>({ atEnd: true, away: null });
  const below = useBelow(range, me, look.atEnd);
  const [tabbed, setTabbed] = useState<string | null>(null);
  const scroller = useRef<Scroller<Row>>(null);
  const box = useRef<HTMLDivElement>(null);
  /** The focus was in the list when it went to now: there it goes along. */
  const follows = useRef(false);
  const first = range.messages[0]?.seq ?? 0;
  const last = range.messages.at(-1)?.seq ?? 0;

  const dwell = useMemo(() => new Dwell((seq) => markRead(id, seq)), [id]);
  useEffect(() => {
    dwell.start();
    return () => dwell.stop();
  }, [dwell]);

  const onView = useCallback(
    (now: View) => {
      view.current = now;
      const top = now.rows.find(({ key }) => byKey.has(key));
      const far = range.after || now.below > AWAY_SCREENS * now.height;
      const away = top && far ? byKey.get(top.key)!.message.sent_at : null;
      setLook((old) => (old.atEnd === now.atEnd && old.away === away ? old : { atEnd: now.atEnd, away }));
      if (now.atEnd) left.set(id, "end");
      else if (top) left.set(id, { ...top, seq: byKey.get(top.key)!.message.seq });
      // Tab must find a message where we are: where its last one was left behind, the topmost here.
      setTabbed((old) => (top && !now.atEnd && (old === null || !now.isMounted(old)) ? top.key : old));
      const reach = PREFETCH_SCREENS * now.height;
      if (range.before && first > 0 && now.above < reach) loadOnce(id, { before: first });
      if (range.after && last > 0 && now.below < reach) loadOnce(id, { after: last });
    },
    [id, byKey, range, first, last],
  );

  const toNow = useCallback(() => {
    follows.current = box.current?.contains(document.activeElement) ?? false;
    setAround(null);
    go(null, { share: 1 });
    onLeaveJump();
  }, [setAround, go, onLeaveJump]);
  const lastKey = messages.at(-1)?.key;
  useLayoutEffect(() => {
    if (!follows.current || !loaded || lastKey === undefined) return;
    follows.current = false;
    scroller.current?.reveal(lastKey);
  }, [target.id, loaded, lastKey]);
  const editLast = useCallback(() => {
    const own = messages.findLast(({ message, pending: waits }) => message.author === me && !waits);
    if (!own) return false;
    scroller.current?.reveal(own.key);
    startEditing(own.key);
    return true;
  }, [messages, me]);
  useEffect(() => {
    handle.current = {
      toNow,
      editLast,
      isAway: () => range.after,
      readAll: () => {
        clear();
        markRead(id, getState().channels[id]?.head ?? 0);
      },
    };
  });

  useAnnounced(channel, range, me, look.atEnd);
  const toLine = () => line !== null && go("line", LINE_AT);
  const onKeyDown = useListKeys({ scroller, rows: messages, me, onType, toNow, toLine });

  if (!loaded) {
    const page = pageOf(around);
    const failed = busy[loadingKey(id, page)] === "failed";
    return (
      <div className="listing" ref={box}>
        <Skeleton />
        {failed && <EdgeNote at="top" failed onRetry={() => void loadPage(id, page)} />}
      </div>
    );
  }
  const tabStop = tabbed !== null && byKey.has(tabbed) ? tabbed : messages.at(-1)?.key;
  const older = busy[loadingKey(id, { before: first })];
  const newer = busy[loadingKey(id, { after: last })];
  return (
    <div className="listing" ref={box}>
      <Scroller
        ref={scroller}
        rows={rows}
        label={words.list(channel.name ?? "")}
        live={!range.after}
        target={target}
        lead={(index) => headingOf(rows, index)}
        onView={onView}
        onKeyDown={onKeyDown}
        onFocused={setTabbed}
        render={(row) => (
          <RowView
            row={row}
            channel={channel}
            me={me}
            mine={mine}
            empty={messages.length === 0}
            tabbable={row.key === tabStop}
            highlighted={row.key === sought}
            observe={dwell.observe}
            onEditPending={onEditPending}
          />
        )}
      />
      {older !== undefined && (
        <EdgeNote at="top" failed={older === "failed"} onRetry={() => void loadPage(id, { before: first })}>
          {words.loadingOlder}
        </EdgeNote>
      )}
      {newer !== undefined && (
        <EdgeNote at="bottom" failed={newer === "failed"} onRetry={() => void loadPage(id, { after: last })}>
          {words.loadingNewer}
        </EdgeNote>
      )}
      <Pill news={look.atEnd ? [] : below} away={look.away} onNow={toNow} />
    </div>
  );
}

/** Not again after a failure: then a person decides. */
function loadOnce(channel: string, place: { before: number } | { after: number }): void {
  if (!(loadingKey(channel, place) in loadings.get())) void loadPage(channel, place);
}

/** The day that the row at `index` belongs to, unless that row is its heading. */
function headingOf(rows: Row[], index: number): Row | undefined {
  if (rows[index]?.kind === "day") return undefined;
  return rows.slice(0, index).findLast((row) => row.kind === "day");
}
