/** Light, dark, or as the system says; kept on this device and set before the first paint by theme.js. */

import { load, save } from "../lib/storage.ts";
import { cell } from "./cell.ts";

export type ThemeChoice = "system" | "light" | "dark";

export const CHOICES: ThemeChoice[] = ["system", "light", "dark"];

function kept(): ThemeChoice {
  const found = load("theme");
  return found === "light" || found === "dark" ? found : "system";
}

export const theme = cell<ThemeChoice>(kept());

export function nextTheme(): void {
  setTheme(CHOICES[(CHOICES.indexOf(theme.get()) + 1) % CHOICES.length]!);
}

export function setTheme(choice: ThemeChoice): void {
  theme.set(choice);
  save("theme", choice === "system" ? null : choice);
  if (choice === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
}
