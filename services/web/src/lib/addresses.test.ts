/** Addresses: found in whatever was pasted, each once. */

import { expect, test } from "vitest";

import { findAddresses } from "./addresses.ts";

test("addresses come in lines, lists and with names, and each counts once", () => {
  const pasted = `mei@example.test, JONAS@example.test;\n"Okafor, A" <amara@example.test>
    mei@example.test priya@example.test`;

  expect(findAddresses(pasted)).toEqual({
    good: ["mei@example.test", "jonas@example.test", "amara@example.test", "priya@example.test"],
    bad: ['"okafor'],
  });
  expect(findAddresses("Mei Tanaka <mei@example.test>").good).toEqual(["mei@example.test"]);
});

test("what is no address is named, and nothing is nothing", () => {
  expect(findAddresses("mei@, example.test")).toEqual({ good: [], bad: ["mei@", "example.test"] });
  expect(findAddresses(" \n,; ")).toEqual({ good: [], bad: [] });
});
