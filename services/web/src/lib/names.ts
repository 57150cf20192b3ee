/** What stands for a name where there is no room for it. */

/** "Mei Tanaka" → "MT" */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const picked = words.length > 1 ? [words[0]!, words[words.length - 1]!] : words;
  return picked.map((word) => Array.from(word)[0]!.toLocaleUpperCase()).join("") || "?";
}

/** One of the six tints, always the same for an id. The tail is used: the head of a UUIDv7 is the time. */
export function tint(id: string): number {
  let sum = 0;
  for (const letter of id.slice(-12)) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  return (sum % 6) + 1;
}

/** A handle as people would choose it for a name: "Mei Tanaka" → "mei". */
export function suggestHandle(name: string): string {
  const first = name.trim().split(/\s+/u)[0] ?? "";
  return first
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9._-]/g, "");
}

/** A channel's name as people would type it: small letters, digits and hyphens. */
export function channelName(typed: string): string {
  return typed.normalize("NFKC").toLocaleLowerCase().replace(/\s+/gu, "-").replace(/^#+/, "");
}
