/** Something to copy, whole and visible, with the button that does it. */

import { useRef, useState } from "react";

import { copyText } from "../lib/clipboard.ts";
import { Button } from "./Button.tsx";
import { Icon } from "./Icon.tsx";

interface Props {
  label: string;
  value: string;
  large?: boolean;
  /** What the button says. */
  what?: string;
}

export function CopyField({ label, value, large = false, what = "Copy link" }: Props) {
  const [copied, setCopied] = useState(false);
  const box = useRef<HTMLInputElement>(null);

  async function copy() {
    box.current?.select();
    if (await copyText(value)) setCopied(true);
  }

  return (
    <div className="copy">
      <input
        ref={box}
        className={large ? "in lg" : "in"}
        aria-label={label}
        readOnly
        value={value}
        onFocus={(event) => event.target.select()}
      />
      <Button size={large ? "lg" : undefined} onClick={() => void copy()}>
        <Icon name={copied ? "check" : "copy"} size="s" />
        {copied ? "Copied" : what}
      </Button>
      <span className="sr" role="status">
        {copied && "Copied"}
      </span>
    </div>
  );
}
