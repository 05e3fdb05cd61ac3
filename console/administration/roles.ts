import type { UserView } from "../../api/contract.ts";
import { wordsOf } from "../words/words.ts";

/** Roles that people and programs hold. */
export const personRoles = ["admin", "noc-operator", "technician", "regulator"] as const;

/** One of `personRoles`. */
export type PersonRole = (typeof personRoles)[number];

const say = wordsOf({
  vi: {
    admin: "quản trị",
    "noc-operator": "trực NOC",
    technician: "kỹ thuật viên",
    regulator: "cơ quan quản lý",
    kiosk: "màn hình tường",
  },
  en: {
    admin: "administrator",
    "noc-operator": "NOC operator",
    technician: "technician",
    regulator: "regulator",
    kiosk: "wall screen",
  },
});

/** A role in words. */
export const roleText = (role: UserView["role"]): string => say(role);

/** The role of that name; null when people don't hold it. */
export const personRole = (name: string): PersonRole | null =>
  personRoles.find((each) => each === name) ?? null;
