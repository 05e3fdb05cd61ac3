/** Why nobody can say how long a site still has. */
export type UnknownReason =
  /** No sensor tells the current, or those that do stand still. */
  | "no-current"
  /** Battery and load current contradict each other. */
  | "currents-disagree"
  /** No voltage can be believed, and no earlier discharge says what the battery holds. */
  | "no-voltage"
  /** No battery behaves as the voltage says. */
  | "readings-contradict"
  /** It has delivered more than any battery that was thought of. */
  | "outlived"
  /** The inventory gives no capacity, and nothing was learned. */
  | "no-capacity";

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
