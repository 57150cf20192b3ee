/** Who is here: asks for those on the screen, and says how I am myself. */

import { useEffect } from "react";

import type { ErrorFrame, ServerFrame } from "../api/types.ts";
import { newId } from "../lib/ids.ts";
import { cell, useCell } from "../store/cell.ts";
import { link } from "./running.ts";

export type Presence = "active" | "away" | "offline";
export type Presences = Readonly<Record<string, Presence>>;

/** By user; who is missing is not known. */
export const presences = cell<Presences>({});

const MOST = 500;
/** What comes onto the screen in one go is asked for in one frame. */
const ASK_AFTER_MS = 100;
const ASK_AGAIN_MS = 2_000;
const IDLE_MS = 5 * 60_000;

/** On the screen, each with how often. */
const shown = new Map<string, number>();
/** Those whom the server tells of on this socket, and by which question. */
let told = new Set<string>();
let question: { ref: string; ids: string[] } | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** How these people are, for as long as the component is on the screen. */
export function usePresences(ids: readonly string[]): Presences {
  const key = ids.join(" ");
  useEffect(() => {
    const all = key === "" ? [] : key.split(" ");
    for (const id of all) shown.set(id, (shown.get(id) ?? 0) + 1);
    if (all.some((id) => !told.has(id))) plan(ASK_AFTER_MS);
    return () => {
      for (const id of all) {
        const rest = shown.get(id)! - 1;
        if (rest > 0) shown.set(id, rest);
        else shown.delete(id);
      }
    };
  }, [key]);
  return useCell(presences);
}

/** A new socket knows nothing yet of me or whom I see. */
export function resumedPresence(): void {
  said = undefined;
  told = new Set();
  sayState();
  plan(0);
}

/** While the socket is gone nothing is known of anybody. */
export function lostPresence(): void {
  clearTimeout(timer);
  timer = undefined;
  question = undefined;
  presences.set({});
}

export function heardPresence({ ref, states }: Extract<ServerFrame, { type: "presence" }>): void {
  const asked = ref !== undefined && ref === question?.ref ? question.ids : [];
  const offline = asked.map((id) => [id, "offline"] as const);
  presences.set((old) => ({ ...old, ...Object.fromEntries(offline), ...(states as Presences) }));
}

export function presenceRefused({ ref }: ErrorFrame): void {
  if (ref === undefined || ref !== question?.ref) return;
  told = new Set();
  plan(ASK_AGAIN_MS);
}

function plan(afterMs: number): void {
  timer ??= setTimeout(ask, afterMs);
}

function ask(): void {
  timer = undefined;
  const ids = [...shown.keys()].slice(-MOST);
  if (ids.length === 0) return;
  const ref = newId();
  if (!link()?.send({ type: "presence", of: ids, ref })) return;
  question = { ref, ids };
  told = new Set(ids);
}

// --- myself ---

let touchedAt = Date.now();
let said: "active" | "away" | undefined;
let idle: ReturnType<typeof setTimeout> | undefined;

function sayState(): void {
  const left = touchedAt + IDLE_MS - Date.now();
  const state = document.visibilityState === "hidden" || left <= 0 ? "away" : "active";
  clearTimeout(idle);
  if (state === "active") idle = setTimeout(sayState, left);
  if (state !== said && link()?.send({ type: "presence", state })) said = state;
}

function touch(): void {
  touchedAt = Date.now();
  if (said === "away") sayState();
}

if (typeof window !== "undefined") {
  for (const name of ["pointerdown", "pointermove", "keydown", "wheel", "focus"]) {
    window.addEventListener(name, touch, { passive: true, capture: true });
  }
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") touchedAt = Date.now();
    sayState();
  });
}
