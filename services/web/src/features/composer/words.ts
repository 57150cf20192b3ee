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
  restore: "Restore channel",
};
