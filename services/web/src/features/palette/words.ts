/** What the palette says. */

export const words = {
  title: "Jump to",
  box: "Jump to a channel, person or command",
  placeholder: "Jump to",
  matches: "Matches",
  channels: "Channels",
  people: "People",
  commands: "Do",
  notJoined: "not joined",
  none: "Nothing matches. Try fewer letters.",
  found: (count: number) => (count === 1 ? "1 match" : `${count} matches`),
  choose: "choose",
  open: "open",
  only: "channels",
  onlyPeople: "people",
  onlyCommands: "commands",
  create: "Create a channel",
  browse: "Browse channels",
  invite: "Invite people",
  settings: "Settings",
  shortcuts: "Keyboard shortcuts",
};
