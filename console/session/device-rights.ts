import type { SessionView } from "../../api/contract.ts";

/** What may be done with a device: commands seen or given, its cabinet labelled, its token revoked. */
export type DeviceAct = "commands" | "label" | "revoke";

type Role = SessionView["role"];

/** Whom the platform tells of devices. */
export const deviceRoles: readonly Role[] = ["admin", "noc-operator", "technician"];

/** What a role may do with a device on the page of devices; the platform decides in any case. */
export const deviceActsOf = (role: Role): readonly DeviceAct[] =>
  role === "admin" ? ["commands", "label", "revoke"] : ["commands", "label"];

/** Whether a role may give commands to devices; all who see devices see which were given. */
export const mayCommand = (role: Role): boolean => role === "admin" || role === "noc-operator";
