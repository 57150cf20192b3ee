/** Finds what somebody means by a few letters: the start of a name first, then of a word, then anywhere. */

/** How well `name` answers `query`, and where; undefined where it does not. Accents and case don't count. */
export function match(name: string, query: string): { rank: number; at: number } | undefined {
  const plain = fold(name);
  const wanted = fold(query);
  if (wanted === "") return { rank: 3, at: -1 };
  const at = plain.indexOf(wanted);
  if (at < 0) return undefined;
  if (at === 0) return { rank: plain.length === wanted.length ? 0 : 1, at };
  return { rank: /[\s\-_.#@]/.test(plain[at - 1]!) ? 2 : 3, at };
}

/** Letter for letter, so that a place in the folded text is the same place in the text. */
function fold(text: string): string {
  return Array.from(text, (letter) => {
    const base = letter.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    return base.length === letter.length ? base : letter.toLowerCase().slice(0, letter.length);
  }).join("");
}
