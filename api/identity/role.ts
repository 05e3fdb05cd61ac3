/** What a person may do. */
export const personRoles = ["admin", "noc-operator", "technician", "regulator"] as const;
/** What somebody may do; every route names the roles that may use it. `kiosk` is a screen on a wall. */
export const roles = [...personRoles, "kiosk"] as const;
/** One of the five roles. */
export type Role = (typeof roles)[number];

/** Every person; a kiosk is none. */
export const everyRole: readonly Role[] = [...personRoles];
/** Every person, and the screens on walls. */
export const wallRoles: readonly Role[] = [...roles];
/** Those who run the network: not the regulator. */
export const staffRoles: readonly Role[] = ["admin", "noc-operator", "technician"];
/** Whether the role is told of devices: their ids, sessions and firmware. */
export const seesDevices = (role: Role): boolean => staffRoles.includes(role);
/** The desk. */
export const deskRoles: readonly Role[] = ["admin", "noc-operator"];
/** Administration. */
export const adminRoles: readonly Role[] = ["admin"];
