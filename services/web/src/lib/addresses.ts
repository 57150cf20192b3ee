/** E-mail addresses out of whatever was pasted: lines, commas, "Name <address>". */

export function findAddresses(text: string): { good: string[]; bad: string[] } {
  const good = new Set<string>();
  const bad = new Set<string>();
  for (const part of text.split(/[\n,;]+/)) {
    const within = [...part.matchAll(/<([^<>]*)>/g)].map(([, address]) => address!);
    for (const word of within.length > 0 ? within : part.split(/\s+/)) {
      const address = word.trim().toLowerCase();
      if (address === "") continue;
      // What an address really is the server decides.
      (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address) ? good : bad).add(address);
    }
  }
  return { good: [...good], bad: [...bad] };
}
