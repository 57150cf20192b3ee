/** A message's text: lines, links, code, mentions. Nothing of it is ever HTML. */

import { useMemo } from "react";

import type { User } from "../../api/types.ts";
import { parseBody, type Span } from "../../lib/markup.ts";
import { Link } from "../../ui/Link.tsx";
import { CodeBlock } from "./CodeBlock.tsx";

interface Props {
  text: string;
  mentioned: User[];
  me: string;
  children?: React.ReactNode;
}

export function Body({ text, mentioned, me, children }: Props) {
  const blocks = useMemo(
    () => parseBody(text, new Map(mentioned.map(({ id, handle }) => [handle.toLowerCase(), id]))),
    [text, mentioned],
  );
  const last = blocks.length - 1;
  return (
    <>
      {blocks.map((block, i) =>
        block.kind === "code" ? (
          <CodeBlock key={i} language={block.language} text={block.text} />
        ) : (
          <div key={i} className="body" dir="auto">
            {block.spans.map((span, at) => show(span, at, me))}
            {i === last && children}
          </div>
        ),
      )}
      {blocks[last]?.kind === "code" && children}
    </>
  );
}

function isInside(href: string): boolean {
  return href.startsWith(`${window.location.origin}/channels/`);
}

function show(span: Span, key: number, me: string) {
  switch (span.kind) {
    case "text":
      return span.text;
    case "code":
      return <code key={key}>{span.text}</code>;
    case "link":
      // A link to a message of ours opens here.
      if (isInside(span.href)) {
        return (
          <Link key={key} href={span.href.slice(window.location.origin.length)}>
            {span.text}
          </Link>
        );
      }
      return (
        <a key={key} href={span.href} target="_blank" rel="noopener noreferrer nofollow">
          {span.text}
        </a>
      );
    case "mention":
      return (
        <span key={key} className={span.user === me ? "at me-at" : "at"}>
          {span.text}
        </span>
      );
  }
}
