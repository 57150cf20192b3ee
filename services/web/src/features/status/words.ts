/** What the bars and toasts say. */

const number = new Intl.NumberFormat();

export const words = {
  offline: "Offline.",
  waiting: (count: number) =>
    count === 1 ? "1 message is waiting." : `${number.format(count)} messages are waiting.`,
  offlineNone: "You can read and write; it is sent when the connection is back.",
  reconnecting: "Reconnecting",
  nextTry: (seconds: number) => `, next try in ${seconds} s`,
  trying: ", trying now",
  tryNow: "Try now",
  missed: (count: number) => `${number.format(count)} new`,
  forYou: (count: number) => `, ${number.format(count)} for you`,
  goToUnread: "Go to unread",
  confirmAddress: "Confirm your address.",
  confirmLook: (email: string) => `Open the link in the mail to ${email}.`,
  confirmSent: (email: string) => `A new mail is on its way to ${email}.`,
  sendAgain: "Send again",
  dismiss: "Dismiss",
  ended: "Your session ended.",
  draftsSafe: "Drafts are safe here.",
  endedNext: "Sign in again to keep going. Nothing you wrote is lost.",
  signIn: "Sign in",
  deactivated: (workspace: string) => `You were deactivated in ${workspace}.`,
  deactivatedNext: "What you wrote stays. An owner or admin can let you in again.",
  signInOther: "Sign in as somebody else",
  unreachable: "The server can’t be reached.",
  unreachableNext: "We keep trying. Nothing you wrote is lost.",
};
