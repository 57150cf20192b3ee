/** Whether the sidebar is put away. */

import { cell } from "../store/cell.ts";

export const sidebarHidden = cell(false);
