/** Something that a button asks of the server: busy meanwhile, and its failure in words. */

import { useState } from "react";

import { Problem } from "../api/http.ts";

export function useAction() {
  const [busy, setBusy] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);

  /** `key` tells which of several buttons is busy. */
  async function run(key: string, action: () => Promise<unknown>): Promise<boolean> {
    setBusy(key);
    setFault(null);
    try {
      await action();
      return true;
    } catch (error) {
      setFault(notDone(error));
      return false;
    } finally {
      setBusy(null);
    }
  }

  return { busy, fault, run };
}

/** What is said beside a button whose request failed. */
export function notDone(error: unknown): string {
  return `Not done. ${error instanceof Problem ? error.detail : "The server can’t be reached. Try again."}`;
}
