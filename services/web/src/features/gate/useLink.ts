/** What a link that was mailed leads to: looked up when it is opened. */

import { useCallback, useEffect, useState } from "react";

import { Problem } from "../../api/http.ts";

interface Looked<T> {
  found: T | undefined;
  /** `gone`: the server knows it no more. */
  fault: "gone" | "unreachable" | undefined;
  again: () => void;
}

export function useLink<T>(code: string, look: (code: string) => Promise<T>): Looked<T> {
  const [found, setFound] = useState<T>();
  const [fault, setFault] = useState<"gone" | "unreachable">();
  const again = useCallback(() => {
    setFault(undefined);
    look(code).then(setFound, (error: unknown) => {
      setFault(error instanceof Problem && error.status < 500 ? "gone" : "unreachable");
    });
  }, [code, look]);
  useEffect(again, [again]);
  return { found, fault, again };
}
