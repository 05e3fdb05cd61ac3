/** Acts that may wait at once: a day's work on the road. */
export const outboxActsMax = 500;
/** A request on a line that died silently is given up after so long, and tried again. */
export const attemptMs = 90_000;
/** Longest wait between two attempts that reach nobody. */
export const retryDelayMsMax = 30_000;
