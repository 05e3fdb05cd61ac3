/**
 * Why nobody can say how long a site still has: no sensor tells the current, or those that do stand still; battery and
 * load current contradict each other; no voltage can be believed, and no earlier discharge says what the battery holds;
 * no battery behaves as the voltage says; it has delivered more than any battery that was thought of; the inventory
 * gives no capacity.
 */
export const unknownReasons = [
  "no-current",
  "currents-disagree",
  "no-voltage",
  "readings-contradict",
  "outlived",
  "no-capacity",
] as const;
/** One of `unknownReasons`. */
export type UnknownReason = (typeof unknownReasons)[number];

/** How long a site on battery still has, as known at an instant. */
export type Forecast =
  | {
      readonly kind: "minutes";
      /** Time of the newest reading that it rests on. */
      readonly atMs: number;
      /** Minutes from `atMs` until the low-voltage disconnect: it comes sooner in one case of ten. */
      readonly p10: number;
      /** It comes sooner in half of the cases. */
      readonly p50: number;
      /** It comes later in one case of ten. */
      readonly p90: number;
    }
  | { readonly kind: "unknown"; readonly atMs: number; readonly reason: UnknownReason };
