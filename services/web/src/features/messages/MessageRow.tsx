/** One message from the moment it is written: pending, edited, deleted, failed are states of one row. */

import { memo, useEffect, useMemo, useRef, useState } from "react";

import type { User } from "../../api/types.ts";
import { clock, fullTime } from "../../lib/time.ts";
import { openDialog } from "../../store/dialogs.ts";
import { nameOf } from "../../store/selectors.ts";
import { useStore } from "../../store/store.ts";
import { Avatar } from "../../ui/Avatar.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { menuFor } from "./actions.ts";
import { Body } from "./Body.tsx";
import { Editor } from "./Editor.tsx";
import { LinkCard } from "./LinkCard.tsx";
import type { MessageRowData } from "./rows.ts";
import { Failed, OnItsWay, useShownState } from "./SendState.tsx";
import { Tools } from "./Tools.tsx";
import { words } from "./words.ts";

interface Props extends Omit<MessageRowData, "kind" | "key"> {
  me: string;
  /** The one message of the list that Tab stops at. */
  tabbable: boolean;
  editing: boolean;
  error: string | undefined;
  highlighted: boolean;
  observe: (row: Element, seq: number) => () => void;
  onEditPending: (body: string) => void;
}

export const MessageRow = memo(function MessageRow(props: Props) {
  const { message, body, head, isNew, lastNew, pending, me, editing, observe } = props;
  const box = useRef<HTMLElement>(null);
  const [lively, setLively] = useState({ hover: false, focus: false, held: false });
  const [sheet, setSheet] = useState(false);
  const shown = useShownState(pending);
  const author = useStore((state) => nameOf(state.users, message.author));
  const isBot = useStore((state) => state.users[message.author]?.is_bot ?? false);
  const users = useStore((state) => state.users);
  const mentioned = useMemo(
    () => message.mentions.flatMap((id): User[] => (users[id] ? [users[id]] : [])),
    [message.mentions, users],
  );

  useEffect(
    () => (pending ? undefined : observe(box.current!, message.seq)),
    [observe, message.seq, pending],
  );

  const deleted = message.deleted_at !== null;
  const states = [
    isNew && words.isNew,
    message.mentions.includes(me) && words.mentionsYou,
    message.edited_at !== null && words.edited,
    shown === "sending" && words.sendingState,
    shown === "waiting" && words.waitingState,
    shown === "failed" && words.notSentState,
  ];
  const label = [message.author === me ? words.you : author, clock(message.sent_at), ...states];
  const classes = [
    "msg",
    head && "head",
    isNew && "new",
    lastNew && "last",
    (shown === "sending" || shown === "waiting") && "pending",
    shown === "failed" && "failed",
    props.highlighted && "sought",
  ];
  const time = (
    <time className="t" dateTime={message.sent_at} title={fullTime(message.sent_at)}>
      {clock(message.sent_at)}
    </time>
  );
  const showAuthor = () => openDialog({ kind: "person", user: message.author });
  const active = (lively.hover || lively.focus || lively.held) && !editing && !deleted && !pending;

  return (
    <article
      ref={box}
      className={classes.filter(Boolean).join(" ")}
      tabIndex={props.tabbable ? 0 : -1}
      aria-label={label.filter(Boolean).join(", ")}
      onPointerEnter={(event) => {
        if (event.pointerType !== "touch") setLively((old) => ({ ...old, hover: true }));
      }}
      onPointerLeave={() => setLively((old) => ({ ...old, hover: false }))}
      onFocus={() => setLively((old) => ({ ...old, focus: true }))}
      onBlur={({ currentTarget, relatedTarget }) => {
        // From one control of the message to another: the toolbar must outlive the step.
        if (!currentTarget.contains(relatedTarget)) setLively((old) => ({ ...old, focus: false }));
      }}
      onContextMenu={(event) => {
        // A long press; with a mouse the browser's own menu stays.
        if ((event.nativeEvent as PointerEvent).pointerType !== "touch" || deleted || pending) return;
        event.preventDefault();
        setSheet(true);
      }}
    >
      {head ? (
        // The name beside it does the same, for those without a pointer.
        <button type="button" className="face" tabIndex={-1} aria-hidden="true" onClick={showAuthor}>
          <Avatar id={message.author} name={author} />
        </button>
      ) : (
        time
      )}
      <div>
        {head && (
          <div className="who">
            <button
              type="button"
              className="name"
              dir="auto"
              tabIndex={props.tabbable ? 0 : -1}
              onClick={showAuthor}
            >
              {author}
            </button>
            {isBot && <span className="tag">{words.bot}</span>}
            {time}
          </div>
        )}
        {editing ? (
          <Editor message={message} error={props.error} onDone={() => box.current?.focus()} />
        ) : deleted ? (
          <p className="deleted">{words.deleted}</p>
        ) : (
          <Body text={body ?? ""} mentioned={mentioned} me={me}>
            {message.edited_at !== null && <span className="edited">{words.editedMark}</span>}
            {(shown === "sending" || shown === "waiting") && <OnItsWay shown={shown} />}
          </Body>
        )}
        {!editing && message.previews.map((preview) => <LinkCard key={preview.url} preview={preview} />)}
        {shown === "failed" && <Failed pending={pending!} onEdit={props.onEditPending} />}
      </div>
      {active && (
        <Tools message={message} me={me} onHold={(held) => setLively((old) => ({ ...old, held }))} />
      )}
      {sheet && (
        <Menu
          label={words.messageFrom(author)}
          items={menuFor(message, me)}
          opener={box.current!}
          onClose={() => setSheet(false)}
        />
      )}
    </article>
  );
});
