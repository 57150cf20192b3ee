/** What is said about inviting. */

const number = new Intl.NumberFormat();
const list = new Intl.ListFormat();

export const words = {
  title: (workspace: string) => `Invite people to ${workspace}`,
  addresses: "By email",
  addressesHint: "As many as you like, up to 50. Each gets a mail with a link of their own.",
  notAddresses: (bad: string[]) => `Not an address: ${list.format(bad.slice(0, 3))}.`,
  noAddress: "Type an address first.",
  tooMany: (most: number) => `At most ${number.format(most)} at once.`,
  send: "Send invites",
  results: "What became of them",
  invited: "is invited.",
  notInvited: (why: string) => `was not invited. ${why}`,
  byLink: "By link",
  what: (until: string) => `Whoever opens this link can join, until ${until}.`,
  link: "Invite link",
  making: "Looking for a link",
  unreachable: "The server can’t be reached.",
  tryAgain: "Try again",
  done: "Done",
};
