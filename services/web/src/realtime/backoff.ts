/** How long to wait before the next try: 1 s doubling to 30 s, spread so that not all come at once. */

const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

export function backoffMs(failures: number, random = Math.random): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1));
  return Math.round(ceiling * (0.5 + random() / 2));
}
