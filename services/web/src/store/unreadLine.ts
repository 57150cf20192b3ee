/** Where "3 new" stands in an open conversation, and when it moves. */

export interface Line {
  /** It stands before the first message by someone else after this seq. */
  after: number;
  /** Messages up to here bear the change bar. */
  until: number;
  /** What was new when it was placed; it does not change under the reader's eyes. */
  count: number;
  /** Placed while the reader looked away: it counts on for as long as nobody has read past it. */
  unseen: boolean;
}

export type LineEvent =
  | { type: "opened"; read: number; head: number; unread: number }
  /** Somebody else's message came; `watched` if it came under the reader's eyes. */
  | { type: "arrived"; seq: number; read: number; unread: number; watched: boolean }
  /** My own message here is in the log. */
  | { type: "acked" }
  | { type: "cleared" };

export function lineAfter(line: Line | null, event: LineEvent): Line | null {
  switch (event.type) {
    case "opened":
      return event.unread > 0
        ? { after: event.read, until: event.head, count: event.unread, unseen: false }
        : null;
    case "arrived": {
      const { seq, read, unread, watched } = event;
      // Frozen for what is seen as it comes.
      if (watched) return line;
      // Passed, and the reader has looked away: it stands anew where reading stopped.
      if (line === null || read > line.after) {
        return { after: read, until: seq, count: Math.max(1, unread), unseen: true };
      }
      return { ...line, until: seq, count: line.unseen ? line.count + 1 : line.count };
    }
    case "acked":
    case "cleared":
      return null;
  }
}
