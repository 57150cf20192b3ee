/** Walks a list to its end, page by page. */

// A list longer than this is cut: nothing that the client holds whole may grow without bound.
const MAX_PAGES = 50;

export async function collect<P extends { cursor: string | null }, T>(
  list: (cursor?: string) => Promise<P>,
  items: (page: P) => T[],
): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  for (let count = 0; count < MAX_PAGES; count += 1) {
    const page = await list(cursor);
    all.push(...items(page));
    if (page.cursor === null) break;
    cursor = page.cursor;
  }
  return all;
}
