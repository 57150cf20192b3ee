/** Code with its language and a way to copy it; it scrolls sideways within itself. */

import { useState } from "react";

import { copyText } from "../../lib/clipboard.ts";
import { Icon } from "../../ui/Icon.tsx";
import { words } from "./words.ts";

export function CodeBlock({ language, text }: { language: string; text: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <div className="code">
      <header>
        <span>{language || words.code}</span>
        <button
          type="button"
          className="btn quiet"
          onClick={() => void copyText(text).then((done) => setCopied(done))}
        >
          <Icon name={copied ? "check" : "copy"} size="xs" />
          {copied ? words.copied : words.copy}
        </button>
      </header>
      <pre tabIndex={0} dir="ltr">
        <code>{text}</code>
      </pre>
    </div>
  );
}
