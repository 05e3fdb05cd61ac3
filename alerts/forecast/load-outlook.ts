/** What a discharge has shown of its load. */
export interface LoadOutlook {
  /** Power that the load takes, smoothed over some minutes; W. */
  readonly watts: number;
  /** The same over a longer while. */
  readonly slowWatts: number;
  /** Variance of the logarithm between both: how much the load wanders. */
  readonly wander: number;
}

const fastMs = 12 * 60_000;
const slowMs = 90 * 60_000;
/** A load that is this far from the smoothed one has taken a step. */
const stepShare = 0.3;
/** How much any load wanders within some hours. */
const wanderMin = 0.055 ** 2;

/** The outlook after another reading that stands for a while. */
export const watchLoad = (before: LoadOutlook | null, watts: number, elapsedMs: number): LoadOutlook => {
  if (before === null) return { watts, slowWatts: watts, wander: wanderMin };
  const stepped = Math.abs(Math.log(watts / before.watts)) > stepShare;
  const toward = (from: number, share: number): number => from + (watts - from) * share;
  const fast = toward(before.watts, stepped ? 0.6 : 1 - Math.exp(-elapsedMs / fastMs));
  const slow = toward(before.slowWatts, 1 - Math.exp(-elapsedMs / slowMs));
  const part = 1 - Math.exp(-elapsedMs / slowMs);
  const apart = Math.log(fast / slow) ** 2;
  return {
    watts: fast,
    slowWatts: slow,
    wander: before.wander + (Math.max(wanderMin, apart) - before.wander) * part,
  };
};

/** Standard deviation of the logarithm of the mean load until the end, from what it did so far. */
export const loadDoubt = ({ wander }: LoadOutlook): number => Math.sqrt(Math.max(wanderMin, wander));
