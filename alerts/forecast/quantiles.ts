/** A quantity with a probability. */
export interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/**
 * The value below which a share of the weight lies, between two values by their place; `sorted` rises, weights sum
 * to 1.
 */
export const quantile = (sorted: readonly Weighted[], share: number): number => {
  let below = 0;
  let before: { readonly value: number; readonly at: number } | null = null;
  for (const { value, weight } of sorted) {
    if (weight === 0) continue;
    const at = below + weight / 2;
    if (at >= share) {
      if (before === null) return value;
      return before.value + ((value - before.value) * (share - before.at)) / (at - before.at);
    }
    before = { value, at };
    below += weight;
  }
  return before?.value ?? Number.NaN;
};
