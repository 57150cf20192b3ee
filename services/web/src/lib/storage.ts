/** localStorage that never throws: it may be full, or closed to the page. */

export function load(key: string): string | null {
  try {
    return localStorage.getItem(`parley:${key}`);
  } catch {
    return null;
  }
}

/** False where nothing could be kept. */
export function save(key: string, value: string | null): boolean {
  try {
    if (value === null) localStorage.removeItem(`parley:${key}`);
    else localStorage.setItem(`parley:${key}`, value);
    return true;
  } catch {
    return false;
  }
}

export function keysUnder(prefix: string): string[] {
  try {
    const start = `parley:${prefix}`;
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(start))
      .map((key) => key.slice("parley:".length));
  } catch {
    return [];
  }
}
