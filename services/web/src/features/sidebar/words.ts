/** What the sidebar says. */

import type { ThemeChoice } from "../../store/theme.ts";

const number = new Intl.NumberFormat();

const THEMES: Record<ThemeChoice, string> = { system: "System", light: "Light", dark: "Dark" };

export const words = {
  workspace: "Workspace",
  workspaceMenu: "workspace menu",
  jump: "Jump to",
  conversations: "Conversations",
  channels: "Channels",
  createChannel: "Create channel",
  browse: "Browse channels",
  people: "People",
  invite: "Invite people",
  private: "private",
  draft: "draft",
  unread: " unread",
  mentions: (count: number) => (count === 1 ? " mention" : " mentions"),
  count: (count: number) => (count > 99 ? "99+" : number.format(count)),
  you: (name: string) => `${name}, your menu`,
  online: "Online",
  away: "Away",
  reconnecting: "Reconnecting",
  appearance: "Appearance",
  theme: (choice: ThemeChoice) => THEMES[choice],
  shortcuts: "Keyboard shortcuts",
  settings: "Settings",
  signOut: "Sign out",
  noChannels: "You are in no channel yet.",
  chats: "Chats",
  tabs: "Tabs",
  youTab: "You",
};
