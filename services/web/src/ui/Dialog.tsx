/** A modal dialog: the browser keeps the focus in it and gives it back. */

import { useEffect, useId, useRef, type ReactNode } from "react";

import { Icon } from "./Icon.tsx";

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
  className?: string;
  /** Its own heading stands within; then the title only names it. */
  bare?: boolean;
  /** What it shows says the same: the title is only for those who listen. */
  hidesTitle?: boolean;
}

/** The first field, else the first answer to what it asks. */
const FIRST = "input:not([type=checkbox]), textarea, .dialog-acts button";

export function Dialog(props: Props) {
  const { title, onClose, children, className = "dialog", bare = false, hidesTitle = false } = props;
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();

  useEffect(() => {
    const opener = document.activeElement as HTMLElement | null;
    const dialog = box.current!;
    if (!dialog.open) dialog.showModal();
    // React's autoFocus came before the dialog was open, and was lost.
    dialog.querySelector<HTMLElement>(FIRST)?.focus();
    return () => {
      dialog.close();
      opener?.focus?.();
    };
  }, []);

  return (
    <dialog
      ref={box}
      className={className}
      aria-label={bare ? title : undefined}
      aria-labelledby={bare ? undefined : id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => event.stopPropagation()}
      onPointerDown={(event) => {
        // The scrim is the dialog itself: a press within lands on a child.
        if (event.target === box.current) onClose();
      }}
    >
      {bare ? (
        children
      ) : (
        <div className="dialog-in">
          <header>
            <h2 id={id} className={hidesTitle ? "sr" : undefined}>
              {title}
            </h2>
            <button type="button" className="ib" aria-label="Close" onClick={onClose}>
              <Icon name="x" />
            </button>
          </header>
          {children}
        </div>
      )}
    </dialog>
  );
}
