/** A text box that grows with what is typed. */

import { useLayoutEffect, useRef, type TextareaHTMLAttributes } from "react";

interface Props extends TextareaHTMLAttributes<HTMLTextAreaElement> {
  ref: React.RefObject<HTMLTextAreaElement | null>;
}

const growsByItself = typeof CSS !== "undefined" && CSS.supports("field-sizing", "content");

export function GrowingText({ ref, value, ...rest }: Props) {
  const last = useRef("");
  useLayoutEffect(() => {
    const box = ref.current;
    // Where the browser can't: measured only when the text changed.
    if (growsByItself || !box || box.value === last.current) return;
    last.current = box.value;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  });
  return <textarea {...rest} ref={ref} value={value} rows={1} />;
}
