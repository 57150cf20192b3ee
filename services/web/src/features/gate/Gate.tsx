/** The frame of every page before sign-in: the mark, one form, the picture. */

import type { ReactNode } from "react";

import { Brand } from "../../ui/Brand.tsx";
import { Button } from "../../ui/Button.tsx";
import { GateArt } from "./GateArt.tsx";
import { words } from "./words.ts";

export function Gate({ children }: { children: ReactNode }) {
  return (
    <main className="gate">
      <div className="form">
        <Brand />
        {children}
        <div className="foot">
          <span>{window.location.host}</span>
        </div>
      </div>
      <div className="art" aria-hidden="true">
        <GateArt />
      </div>
    </main>
  );
}

/** A page that has only something to say, and perhaps one thing to do. */
export function GateNote({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <Gate>
      <div className="box">
        <div>
          <h1>{title}</h1>
          <p className="under">{text}</p>
        </div>
        {children}
      </div>
    </Gate>
  );
}

export function GateUnreachable({ onRetry }: { onRetry: () => void }) {
  return (
    <GateNote title={words.unreachable} text={words.unreachableNext}>
      <Button size="lg" onClick={onRetry}>
        {words.tryAgain}
      </Button>
    </GateNote>
  );
}
