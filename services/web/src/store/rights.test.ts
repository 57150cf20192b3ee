/** Rights: what the server would refuse is not offered. */

import { expect, test } from "vitest";

import type { Role } from "../api/types.ts";
import { channel, GENERAL, ME, MEI, user } from "../testing/made.ts";
import {
  mayDeactivate,
  mayDescribe,
  invitableRoles,
  mayLeave,
  mayManage,
  mayRemove,
  rolesFor,
} from "./rights.ts";

const here = (role: Role) => ({
  me: { ...user(ME, { role }), email: "me@example.test", email_confirmed: true },
  workspace: { id: "workspace", name: "Tidewater", general: GENERAL },
});
const general = channel({ created_by: ME });
const harbour = channel({ id: "channel-harbour", name: "harbour", created_by: MEI });

test("the first channel is neither left nor archived, whoever made it", () => {
  expect(mayLeave(here("owner"), general)).toBe(false);
  expect(mayManage(here("owner"), general)).toBe(false);
  expect(mayRemove(here("owner"), general, user(MEI))).toBe(false);
});

test("a guest leaves the first channel, and can be taken out of it", () => {
  expect(mayLeave(here("guest"), general)).toBe(true);
  expect(mayRemove(here("admin"), general, user(MEI, { role: "guest" }))).toBe(true);
});

test("a channel is managed by admins and by whoever made it", () => {
  expect(mayManage(here("admin"), harbour)).toBe(true);
  expect(mayManage(here("member"), harbour)).toBe(false);
  expect(mayManage(here("member"), { ...harbour, created_by: ME })).toBe(true);
  expect(mayRemove(here("member"), harbour, user(MEI))).toBe(false);
});

test("members describe channels, the first one only admins, guests none", () => {
  expect(mayDescribe(here("member"), harbour)).toBe(true);
  expect(mayDescribe(here("member"), general)).toBe(false);
  expect(mayDescribe(here("admin"), general)).toBe(true);
  expect(mayDescribe(here("guest"), harbour)).toBe(false);
});

test("where the first channel is not known, no channel is it", () => {
  const unknown = { ...here("member"), workspace: { id: "workspace", name: "Tidewater", general: null } };
  expect(mayLeave(unknown, general)).toBe(true);
});

test("owners give any role, admins none above their own and none to owners, others none at all", () => {
  const mei = user(MEI);
  expect(rolesFor(here("owner"), mei)).toEqual(["owner", "admin", "member", "guest"]);
  expect(rolesFor(here("admin"), mei)).toEqual(["admin", "member", "guest"]);
  expect(rolesFor(here("admin"), { ...mei, role: "owner" })).toEqual([]);
  expect(rolesFor(here("member"), mei)).toEqual([]);
  expect(rolesFor(here("guest"), mei)).toEqual([]);
});

test("nobody is offered to deactivate themselves, or to give a role to a bot or somebody deactivated", () => {
  expect(mayDeactivate(here("owner"), user(ME))).toBe(false);
  expect(mayDeactivate(here("admin"), user(MEI, { role: "owner" }))).toBe(false);
  expect(mayDeactivate(here("admin"), user(MEI))).toBe(true);
  expect(rolesFor(here("owner"), user(MEI, { is_bot: true }))).toEqual([]);
  expect(rolesFor(here("owner"), user(MEI, { deactivated_at: "2026-11-24T09:00:00Z" }))).toEqual([]);
});

test("each is offered the roles that they may invite into, a member first", () => {
  expect(invitableRoles(here("owner"))).toEqual(["member", "guest", "admin", "owner"]);
  expect(invitableRoles(here("admin"))).toEqual(["member", "guest", "admin"]);
  expect(invitableRoles(here("member"))).toEqual(["member", "guest"]);
  expect(invitableRoles(here("guest"))).toEqual([]);
});
