/** What the shell says. */

export const words = {
  skip: "Skip to messages",
  skipToPage: "Skip to the page",
  app: "Parley",
  mentioned: (name: string, channel: string) => `${name} mentioned you in ${channel}`,
  browse: "Browse channels",
  people: "People",
  settings: "Settings",
  allRead: "Everything is read",
  nothingUnread: "Nothing is unread",
  undo: "Undo",
  notFound: "There is no such channel.",
  notFoundNext: "It does not exist, or you may not see it.",
  unreachable: "The channel could not be loaded.",
  unreachableNext: "The server can’t be reached. Nothing is lost.",
  tryAgain: "Try again",
  browseAll: "Browse channels",
};
