/** What the settings say. */

import type { ThemeChoice } from "../../store/theme.ts";

const THEMES: Record<ThemeChoice, string> = { system: "As the system", light: "Light", dark: "Dark" };

export const words = {
  appearance: "Appearance",
  theme: (choice: ThemeChoice) => THEMES[choice],
  title: "Settings",
  back: "Back to chats",
  you: "You",
  profile: "Profile",
  name: "Name",
  handle: "Handle",
  handleHint: (handle: string) => `People mention you as @${handle || "handle"}.`,
  jobTitle: "Title",
  jobTitleHint: "What you do, in a few words.",
  zone: "Time zone",
  zoneUnsaid: "Not said",
  zoneNone: "Others see no local time of yours.",
  zoneHint: (clock: string, city: string) => `Others see ${clock} in ${city}.`,
  zoneOfDevice: (city: string) => `Use this device’s, ${city}`,
  save: "Save",
  saved: "Saved",
  sessions: "Sessions",
  sessionsWhat: "Where you are signed in. Ending one signs that device out at once.",
  thisOne: "this one",
  end: "End",
  endNamed: (agent: string) => `End the session on ${agent}`,
  seen: (when: string) => `seen ${when}`,
  tokens: "Tokens",
  tokensWhat: "For programs that act as you. A token is shown once, when it is made.",
  tokenName: "What is it for?",
  make: "Make a token",
  newToken: "New token",
  neverUsed: "never used",
  revoke: "Revoke",
  revokeNamed: (name: string) => `Revoke ${name}`,
  noTokens: "You have no tokens.",
  loadFailed: "This could not be loaded.",
  tryAgain: "Try again",
  signOut: "Sign out",
  signOutTitle: "Sign out?",
  signOutPlain: "You can sign in again with your email and password.",
  signOutLoses: (waiting: number, drafts: number) =>
    [
      waiting > 0 && (waiting === 1 ? "1 message is not sent yet." : `${waiting} messages are not sent yet.`),
      drafts > 0 &&
        (drafts === 1 ? "1 draft is on this device only." : `${drafts} drafts are on this device only.`),
      "Signing out deletes what is only here.",
    ]
      .filter(Boolean)
      .join(" "),
  stay: "Stay",
  unknown: "Unknown device",
};
