/** Where messages are written. What is typed is kept as it is typed, and can be sent at any time. */

import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";

import { codePoints } from "../../lib/markup.ts";
import { sayTyping } from "../../realtime/typing.ts";
import { keepDraft, loadDraft } from "../../store/drafts.ts";
import { FieldError } from "../../ui/Field.tsx";
import { GrowingText } from "../../ui/GrowingText.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { TypingLine } from "./TypingLine.tsx";
import { words } from "./words.ts";

export interface ComposerHandle {
  focus: () => void;
  /** Adds to what is typed. */
  type: (text: string) => void;
  /** The same on a line of its own. */
  putBack: (text: string) => void;
}

interface Props {
  /** The channel, which is also where the draft is kept. */
  channel: string;
  /** "#general" */
  name: string;
  handle: RefObject<ComposerHandle | null>;
  onSend: (body: string) => void;
  /** ↑ in an empty box: true where there was a message to edit. */
  onEditLast: () => boolean;
}

const MAX_CODE_POINTS = 40_000;

export function Composer({ channel, name, handle, onSend, onEditLast }: Props) {
  const box = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => loadDraft(channel));
  // Counting is not done at each key for what can't be too long.
  const over = text.length > MAX_CODE_POINTS ? Math.max(0, codePoints(text) - MAX_CODE_POINTS) : 0;
  const label = words.to(name);
  const empty = text.trim() === "";

  function change(next: string) {
    setText(next);
    keepDraft(channel, next);
  }

  function add(before: string, more: string) {
    const area = box.current!;
    area.focus();
    change(area.value + (area.value === "" ? "" : before) + more);
  }

  useEffect(() => {
    handle.current = {
      focus: () => box.current?.focus(),
      type: (more) => add(/\s$/.test(box.current!.value) ? "" : " ", more),
      putBack: (more) => add("\n", more),
    };
  });

  function send() {
    if (empty || over > 0) return;
    // Painted with the cleared box in one frame.
    onSend(text.replace(/^\n+|\s+$/g, ""));
    change("");
  }

  function press(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      send();
    } else if (event.key === "ArrowUp" && !event.altKey && !event.shiftKey && text === "" && onEditLast())
      event.preventDefault();
  }

  return (
    <>
      <form
        className="composer"
        onSubmit={(event) => {
          event.preventDefault();
          send();
          box.current?.focus();
        }}
        onPointerDown={(event) => {
          // The whole card is the box: a press beside the text goes into it.
          if (event.target !== event.currentTarget) return;
          event.preventDefault();
          box.current?.focus();
        }}
      >
        <GrowingText
          ref={box}
          className="input"
          aria-label={label}
          placeholder={label}
          dir="auto"
          value={text}
          aria-invalid={over > 0 || undefined}
          onChange={(event) => {
            change(event.target.value);
            if (event.target.value.trim() !== "") sayTyping(channel);
          }}
          onKeyDown={press}
          onBlur={() => keepDraft(channel, text)}
        />
        {over > 0 && <FieldError>{words.tooLong(over)}</FieldError>}
        <div className="foot">
          <span className="hint">
            <kbd>⇧</kbd>
            <kbd>↵</kbd> {words.newLine}
          </span>
          <button type="submit" className="send" aria-label={words.send} disabled={empty || over > 0}>
            <Icon name="send" />
          </button>
        </div>
      </form>
      <TypingLine channel={channel} />
    </>
  );
}
