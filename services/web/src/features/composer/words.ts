/** What the composer says. */

const number = new Intl.NumberFormat();

export const words = {
  to: (name: string) => `Message ${name}`,
  send: "Send",
  newLine: "new line",
  tooLong: (over: number) =>
    `Over the limit of 40,000 characters by ${number.format(over)}. Shorten it, or send it in parts.`,
  readOnly: (when: string) => `Archived on ${when}. Still readable.`,
  looking: "You’re looking into this channel.",
  join: "Join",
  /** Two by name, more by their number. */
  typing: ([one, two, ...more]: string[]) => {
    if (two === undefined) return `${one} is typing`;
    return more.length === 0
      ? `${one} and ${two} are typing`
      : `${number.format(2 + more.length)} people are typing`;
  },
  restore: "Restore channel",
};
