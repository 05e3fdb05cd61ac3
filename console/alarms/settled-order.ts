/** What stands on the screen, and what waits to come onto it. */
export interface SettledOrder {
  readonly ids: readonly string[];
  /** Those that are wanted and not shown yet, in their order. */
  readonly waiting: readonly string[];
}

/**
 * The order that is shown. While somebody points at the rows or works in them with keys nothing moves: what is there
 * stays in its place, even what is no longer wanted, and what is new waits.
 */
export const settleOrder = (
  shown: readonly string[] | null,
  wanted: readonly string[],
  isHeld: boolean,
): SettledOrder => {
  if (!isHeld || shown === null) return { ids: wanted, waiting: [] };
  const known = new Set(shown);
  return { ids: shown, waiting: wanted.filter((id) => !known.has(id)) };
};
