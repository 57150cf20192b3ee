/** Which dialog is open: any feature may ask for one, the app shows it. */

import { cell } from "./cell.ts";

export type Dialog =
  | { kind: "create-channel" }
  | { kind: "channel-details"; channel: string }
  | { kind: "add-people"; channel: string }
  | { kind: "invite" }
  | { kind: "person"; user: string }
  | { kind: "standing"; user: string }
  | { kind: "palette" }
  | { kind: "shortcuts" }
  | { kind: "change-email" }
  | { kind: "change-password" }
  | { kind: "sign-out" };

export const dialog = cell<Dialog | null>(null);

export const openDialog = (next: Dialog) => dialog.set(next);
export const closeDialog = () => dialog.set(null);
