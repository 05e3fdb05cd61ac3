/** What somebody may do; every route names the roles that may use it. */
export const roles = ["admin", "noc-operator", "technician", "regulator"] as const;
/** One of the four roles. */
export type Role = (typeof roles)[number];

/** Everybody who has an identity. */
export const everyRole: readonly Role[] = [...roles];
/** Those who run the network: not the regulator. */
export const staffRoles: readonly Role[] = ["admin", "noc-operator", "technician"];
/** Whether the role is told of devices: their ids, sessions and firmware. */
export const seesDevices = (role: Role): boolean => staffRoles.includes(role);
/** The desk. */
export const deskRoles: readonly Role[] = ["admin", "noc-operator"];
/** Administration. */
export const adminRoles: readonly Role[] = ["admin"];
