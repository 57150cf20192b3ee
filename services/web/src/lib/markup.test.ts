/** What a message's text means, and above all what it does not. */

import { expect, test } from "vitest";

import { codePoints, parseBody, parseSpans } from "./markup.ts";

const kinds = (text: string) => parseSpans(text, new Map()).map((span) => `${span.kind}:${span.text}`);

test("markup of the page is text", () => {
  expect(kinds("<b>no</b> <img src=x onerror=alert(1)>")).toEqual([
    "text:<b>no</b> <img src=x onerror=alert(1)>",
  ]);
});

test("only web addresses become links", () => {
  expect(kinds("javascript:alert(1) data:text/html,x ftp://a.example")).toEqual([
    "text:javascript:alert(1) data:text/html,x ftp://a.example",
  ]);
  expect(kinds("see https://a.example/x?y=1#z now")).toEqual([
    "text:see ",
    "link:https://a.example/x?y=1#z",
    "text: now",
  ]);
});

test("the sentence's own signs stay out of a link, brackets that belong to it stay in", () => {
  expect(kinds("(https://a.example/x).")).toEqual(["text:(", "link:https://a.example/x", "text:)."]);
  expect(kinds("https://a.example/x_(y), yes")).toEqual(["link:https://a.example/x_(y)", "text:, yes"]);
});

test("within code nothing means anything", () => {
  expect(kinds("`https://a.example @mei` end")).toEqual(["code:https://a.example @mei", "text: end"]);
});

test("a fenced block keeps its lines and its language", () => {
  expect(parseBody("Before:\n```py\ndef f():\n    return 1\n```\nAfter")).toEqual([
    { kind: "text", spans: [{ kind: "text", text: "Before:" }] },
    { kind: "code", language: "py", text: "def f():\n    return 1" },
    { kind: "text", spans: [{ kind: "text", text: "After" }] },
  ]);
});

test("a fence that is never closed is text", () => {
  expect(parseBody("```\nopen")).toEqual([{ kind: "text", spans: [{ kind: "text", text: "```\nopen" }] }]);
});

test("only those whom the message mentions are marked", () => {
  const mentions = new Map([["mei", "user-mei"]]);

  expect(parseSpans("@Mei. and @nobody, mail@mei", mentions)).toEqual([
    { kind: "mention", text: "@Mei", user: "user-mei" },
    { kind: "text", text: ". and @nobody, mail@mei" },
  ]);
});

test("letters are counted as the server counts them", () => {
  expect(codePoints("a🚢é")).toBe(3);
});
