/** What is said about inviting. */

export const words = {
  title: (workspace: string) => `Invite people to ${workspace}`,
  what: (until: string) => `Whoever opens this link can join, until ${until}.`,
  link: "Invite link",
  making: "Making a link",
  notMade: (reason: string) => `No link was made. ${reason}`,
  unreachable: "The server can’t be reached.",
  tryAgain: "Try again",
  done: "Done",
};
