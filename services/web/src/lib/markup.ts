/** The little that a message's text means so far: code, links, mentions. All else is text. */

export type Span =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "link"; text: string; href: string }
  | { kind: "mention"; text: string; user: string };

export type Block = { kind: "text"; spans: Span[] } | { kind: "code"; language: string; text: string };

const FENCE = /^```([\w+#.-]*)[^\S\n]*\n([\s\S]*?)\n?^```[^\S\n]*$/gm;
const INLINE = /`([^`\n]+)`|(https?:\/\/[^\s<>"]+)|(?<![\p{L}\p{N}_@])@([\p{L}\p{N}][\p{L}\p{N}._-]*)/giu;

export function parseBody(body: string, mentions: ReadonlyMap<string, string> = new Map()): Block[] {
  const blocks: Block[] = [];
  let from = 0;
  for (const match of body.matchAll(FENCE)) {
    addText(blocks, body.slice(from, match.index), mentions);
    blocks.push({ kind: "code", language: match[1]!, text: match[2]! });
    from = match.index + match[0].length;
  }
  addText(blocks, body.slice(from), mentions);
  return blocks;
}

function addText(blocks: Block[], text: string, mentions: ReadonlyMap<string, string>): void {
  const trimmed = text.replace(/^\n+|\n+$/g, "");
  if (trimmed !== "") blocks.push({ kind: "text", spans: parseSpans(trimmed, mentions) });
}

/** `mentions`: user by lower-case handle, those whom the message does mention. */
export function parseSpans(text: string, mentions: ReadonlyMap<string, string>): Span[] {
  const spans: Span[] = [];
  let from = 0;
  const upTo = (end: number) => {
    if (end > from) spans.push({ kind: "text", text: text.slice(from, end) });
  };
  for (const match of text.matchAll(INLINE)) {
    const span = read(match, mentions);
    if (span === undefined) continue;
    upTo(match.index);
    spans.push(span);
    from = match.index + (span.kind === "code" ? match[0].length : span.text.length);
  }
  upTo(text.length);
  return spans;
}

function read(match: RegExpExecArray, mentions: ReadonlyMap<string, string>): Span | undefined {
  const [, code, url, handle] = match;
  if (code !== undefined) return { kind: "code", text: code };
  if (url !== undefined) return link(url);
  // A full stop after a name ends the sentence, not the handle.
  for (let name = handle!; name !== ""; name = name.replace(/[._-]$/, "")) {
    const user = mentions.get(name.toLowerCase());
    if (user !== undefined) return { kind: "mention", text: `@${name}`, user };
    if (!/[._-]$/.test(name)) return undefined;
  }
  return undefined;
}

function link(found: string): Span | undefined {
  let text = found.replace(/[.,;:!?'’”)\]]+$/u, "");
  // A bracket that was opened within the address belongs to it.
  if (text.includes("(") && found[text.length] === ")") text += ")";
  try {
    return { kind: "link", text, href: new URL(text).href };
  } catch {
    return undefined;
  }
}

/** Characters as the server counts them. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _letter of text) count += 1;
  return count;
}
