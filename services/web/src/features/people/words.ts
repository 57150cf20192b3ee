/** What is said about people. */

import type { Invite, Role } from "../../api/types.ts";
import { cityOf } from "../../lib/time.ts";

const number = new Intl.NumberFormat();
const ROLES: Record<Role, string> = { owner: "Owner", admin: "Admin", member: "Member", guest: "Guest" };
const MAILS: Record<NonNullable<Invite["mail"]>, string> = {
  queued: "Mail on its way",
  sent: "Mail sent",
  failed: "Mail not sent",
};
const DAYS = new Map([
  [-1, ", yesterday"],
  [1, ", tomorrow"],
]);

export const words = {
  title: "People",
  back: "Back to chats",
  summary: (people: number, guests: number) =>
    guests === 0
      ? `${number.format(people)} ${people === 1 ? "person" : "people"}.`
      : `${number.format(people)} people, ${number.format(guests)} of them ${guests === 1 ? "a guest" : "guests"}. ` +
        "Guests see only the channels they are added to.",
  invite: "Invite people",
  which: "Which people",
  active: "Active",
  invited: "Invited",
  aLink: "Link for anybody",
  invitedBy: (name: string, role: Role, until: string) =>
    role === "member"
      ? `Invited by ${name}, good until ${until}`
      : `Invited by ${name} as ${ROLES[role].toLowerCase()}, good until ${until}`,
  mail: (state: NonNullable<Invite["mail"]>) => MAILS[state],
  revoke: "Revoke",
  revokeNamed: (name: string) => `Revoke the invite: ${name}`,
  nobodyInvited: "No invite is open.",
  nobodyInvitedNext: "Whoever is invited stands here until they come.",
  tryAgain: "Try again",
  deactivated: "Deactivated",
  find: "Find a person",
  nobody: (query: string) => `Nobody called “${query}”`,
  nobodyNext: "Fewer letters may find them.",
  nobodyDeactivated: "Nobody is deactivated.",
  more: (count: number) => `${number.format(count)} more. Type a name to find them.`,
  you: "you",
  bot: "bot",
  role: (role: Role) => ROLES[role],
  roleOf: (name: string) => `Role of ${name}`,
  deactivate: "Deactivate",
  deactivateNamed: (name: string) => `Deactivate ${name}`,
  restore: "Restore",
  restoreNamed: (name: string) => `Restore ${name}`,
  deactivateAsk: (name: string) => `Deactivate ${name}?`,
  deactivateWhat:
    "They are signed out everywhere at once, and their tokens and the invites they made end. What they wrote stays. " +
    "You can restore them.",
  restoreAsk: (name: string) => `Restore ${name}?`,
  restoreWhat:
    "They can sign in again, with the role and the channels that they had. Their tokens stay ended.",
  keep: "Keep it so",
  isDeactivated: (name: string) => `${name} is deactivated`,
  isRestored: (name: string) => `${name} is restored`,
  aboutNamed: (name: string) => `About ${name}`,
  handle: "Handle",
  localTime: "Local time",
  timeThere: (clock: string, zone: string, days: number) =>
    `${clock} in ${cityOf(zone)}${DAYS.get(days) ?? ""}`,
  roleLabel: "Role",
  mention: "Mention",
  editProfile: "Edit profile",
  standingLabel: "Since",
  deactivatedOn: (when: string) => `Deactivated on ${when}`,
};
