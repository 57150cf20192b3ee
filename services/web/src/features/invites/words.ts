/** What is said about inviting. */

import type { Role } from "../../api/types.ts";

const ROLES: Record<Role, string> = { owner: "Owner", admin: "Admin", member: "Member", guest: "Guest" };
const HINTS: Record<Role, string> = {
  owner: "May do everything, and make other owners.",
  admin: "Looks after people, channels and invites.",
  member: "Sees public channels and everybody, from #general on.",
  guest: "Sees only the channels they are added to, and who is in them.",
};
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
  as: "They come in as",
  role: (role: Role) => ROLES[role],
  asHint: (role: Role) => HINTS[role],
  where: "In these channels",
  noChannel: "A guest sees only the channels chosen here. Choose at least one.",
  makeLink: "Make a link",
  byLink: "By link",
  what: (until: string) => `Whoever opens this link can join, until ${until}.`,
  whatOnce: (until: string) => `The first who opens this link can join, until ${until}.`,
  link: "Invite link",
  making: "Looking for a link",
  unreachable: "The server can’t be reached.",
  tryAgain: "Try again",
  done: "Done",
};
