/** Something that a button asks of the server: busy meanwhile, and its failure in words. */

import { useState } from "react";

import { Problem } from "../../api/http.ts";
import { words } from "./words.ts";

export function useAction() {
  const [busy, setBusy] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);

  async function run(key: string, action: () => Promise<unknown>): Promise<boolean> {
    setBusy(key);
    setFault(null);
    try {
      await action();
      return true;
    } catch (error) {
      setFault(error instanceof Problem ? words.notDone(error.detail) : words.unreachable);
      return false;
    } finally {
      setBusy(null);
    }
  }

  return { busy, fault, run };
}
