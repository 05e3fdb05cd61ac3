import { expect, test } from "vitest";
import { deskRoles, roles, staffRoles } from "../../../api/identity/role.ts";
import { deviceActsOf, deviceRoles, mayCommand } from "../../../console/session/device-rights.ts";

test("whom the platform tells of devices finds them in the menu", () => {
  expect(deviceRoles).toEqual(staffRoles);
});

test.each(roles)("%s gives commands on the page if the platform takes them", (role) => {
  expect(mayCommand(role)).toBe(deskRoles.includes(role));
});

test.each(staffRoles)("%s sees the commands, and only the administrator cuts a device off", (role) => {
  expect(deviceActsOf(role)).toContain("commands");
  expect(deviceActsOf(role).includes("revoke")).toBe(role === "admin");
});
