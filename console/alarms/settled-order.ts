/** What stands on the screen, and what waits to come onto it. */
export interface SettledOrder {
  readonly ids: readonly string[];
  /** Those that are wanted and not shown yet, in their order. */
  readonly waiting: readonly string[];
}

/**
 * The order of rows that must not move: what is there stays in its place, even what is no longer wanted, and what is
 * new waits. Where nothing was shown yet (null) all that is wanted may come.
 */
export const settleOrder = (shown: readonly string[] | null, wanted: readonly string[]): SettledOrder => {
  if (shown === null) return { ids: wanted, waiting: [] };
  const known = new Set(shown);
  return { ids: shown, waiting: wanted.filter((id) => !known.has(id)) };
};
