/** Which modifier key this machine's people expect, and how it is written. */

export const isApple = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);

export const MOD = isApple ? "⌘" : "Ctrl";

export function isMod(event: { metaKey: boolean; ctrlKey: boolean }): boolean {
  return isApple ? event.metaKey : event.ctrlKey;
}

/** "⌘K" or "Ctrl K" */
export function modKey(key: string): string {
  return isApple ? `${MOD}${key}` : `${MOD} ${key}`;
}
