/** Editing in place; it has its own draft, so the composer's stays. */

import { useEffect, useRef, useState } from "react";

import type { Message } from "../../api/types.ts";
import { keepDraft, loadDraft } from "../../store/drafts.ts";
import { Button } from "../../ui/Button.tsx";
import { FieldError } from "../../ui/Field.tsx";
import { GrowingText } from "../../ui/GrowingText.tsx";
import { saveEdit, slotOf, stopEditing } from "./editing.ts";
import { words } from "./words.ts";

interface Props {
  message: Message;
  error: string | undefined;
  onDone: () => void;
}

export function Editor({ message, error, onDone }: Props) {
  const box = useRef<HTMLTextAreaElement>(null);
  const slot = slotOf(message.id);
  const [text, setText] = useState(() => loadDraft(slot) || (message.body ?? ""));

  useEffect(() => {
    const area = box.current!;
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  }, []);

  function save() {
    if (text.trim() === "") return;
    void saveEdit(message, text);
    onDone();
  }

  function cancel() {
    stopEditing(message.id);
    onDone();
  }

  return (
    <form
      className="composer editing"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <GrowingText
        ref={box}
        className="input"
        aria-label={words.editBox}
        dir="auto"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          keepDraft(slot, event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          // These two end here; whatever else works in the page works in here as well.
          if (event.key === "Escape" && !event.shiftKey) {
            event.preventDefault();
            cancel();
          } else if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
            event.preventDefault();
            save();
          }
        }}
      />
      {error !== undefined && <FieldError>{error}</FieldError>}
      <div className="foot">
        <span className="hint keys-hint">
          <kbd>esc</kbd> cancel
        </span>
        <Button look="quiet" size="sm" onClick={cancel}>
          {words.cancel}
        </Button>
        <Button type="submit" look="primary" size="sm" disabled={text.trim() === ""}>
          {words.save}
        </Button>
      </div>
    </form>
  );
}
