// @vitest-environment happy-dom
/** Presence: asked for whom one sees, hidden while unknown, and my own said when it changes. */

import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { ClientFrame, ServerFrame } from "../api/types.ts";
import type { Link } from "./link.ts";
import {
  heardPresence,
  lostPresence,
  presenceRefused,
  presences,
  resumedPresence,
  usePresences,
} from "./presence.ts";
import { setLink } from "./running.ts";

type Presence = Extract<ClientFrame, { type: "presence" }>;

let sent: Presence[];
let root: Root;
let visible: DocumentVisibilityState;

function Faces({ ids }: { ids: string[] }) {
  const all = usePresences(ids);
  return <p>{ids.map((id) => `${id} ${all[id] ?? "unknown"}`).join(", ")}</p>;
}

const show = (...ids: string[]) => act(() => root.render(<Faces ids={ids} />));
const text = () => document.body.textContent;
const questions = () => sent.filter(({ of }) => of != null);
const states = () => sent.flatMap(({ state }) => state ?? []);
const hear = (more: Partial<Extract<ServerFrame, { type: "presence" }>>) =>
  act(() => heardPresence({ type: "presence", states: {}, ...more }));

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.useFakeTimers();
  visible = "visible";
  vi.spyOn(document, "visibilityState", "get").mockImplementation(() => visible);
  sent = [];
  setLink({ send: (frame: ClientFrame) => sent.push(frame as Presence) > 0 } as Link);
  document.body.replaceChildren();
  root = createRoot(document.body.appendChild(document.createElement("div")));
  window.dispatchEvent(new Event("keydown"));
  resumedPresence();
  vi.advanceTimersByTime(200);
});

afterEach(() => {
  act(() => root.unmount());
  lostPresence();
});

test("those on the screen are asked for in one frame, and who is missing in its answer is offline", () => {
  show("ada", "bob");
  expect(text()).toBe("ada unknown, bob unknown");
  vi.advanceTimersByTime(200);
  expect(questions().map(({ of }) => of)).toEqual([["ada", "bob"]]);

  hear({ ref: questions()[0]!.ref!, states: { ada: "away" } });
  expect(text()).toBe("ada away, bob offline");
  hear({ states: { bob: "active" } });
  expect(text()).toBe("ada away, bob active");
});

test("nobody is asked for twice on one socket, and all again on the next", () => {
  show("ada");
  vi.advanceTimersByTime(200);
  show("ada", "ada");
  vi.advanceTimersByTime(200);
  expect(questions().length).toBe(1);

  act(() => lostPresence());
  expect(presences.get()).toEqual({});
  resumedPresence();
  vi.advanceTimersByTime(200);
  expect(questions().length).toBe(2);
});

test("a question that was refused is asked again", () => {
  show("ada");
  vi.advanceTimersByTime(200);
  presenceRefused({ type: "error", ref: questions()[0]!.ref!, code: "rate_limited", detail: "" });
  vi.advanceTimersByTime(2_500);

  expect(questions().length).toBe(2);
});

test("never more than 500 people are asked for, those who came last", () => {
  show(...Array.from({ length: 600 }, (_, i) => `user-${i}`));
  vi.advanceTimersByTime(200);

  expect(questions()[0]!.of!.length).toBe(500);
  expect(questions()[0]!.of!.at(-1)).toBe("user-599");
});

test("I am away after five idle minutes, and back with the first key", () => {
  expect(states()).toEqual(["active"]);
  vi.advanceTimersByTime(5 * 60_000);
  expect(states()).toEqual(["active", "away"]);

  window.dispatchEvent(new Event("keydown"));
  expect(states()).toEqual(["active", "away", "active"]);
});

test("I am away while nobody can see the page", () => {
  visible = "hidden";
  document.dispatchEvent(new Event("visibilitychange"));
  expect(states().at(-1)).toBe("away");

  visible = "visible";
  document.dispatchEvent(new Event("visibilitychange"));
  expect(states().at(-1)).toBe("active");
});
