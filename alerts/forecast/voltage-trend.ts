import type { Stretch } from "./discharge-record.ts";

/** The first charge taken says little: the voltage of a full battery settles. */
const settledShare = 0.05;
const stretchesMin = 4;

/**
 * Minutes in which a straight line through the voltages seen meets some volts, by the rate of now; null while there is
 * no fall to go on. Batteries fall ever faster towards their end, so the line is the latest that it may be.
 */
export const minutesDownTo = (volts: number, stretches: readonly Stretch[], rate: number): number | null => {
  const seen = stretches.filter(({ taken }) => taken.lithium >= settledShare);
  const from = seen[0];
  const to = seen.at(-1);
  if (from === undefined || to === undefined || seen.length < stretchesMin) return null;
  const fall = (from.volts - to.volts) / (to.taken.lithium - from.taken.lithium);
  if (!(fall > 0)) return null;
  // The ten-hour current takes the name plate in 600 minutes.
  return Math.max(0, ((to.volts - volts) / fall) * (600 / Math.max(0.05, rate)));
};
