const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** 04:00 in Vietnam, when fewest look, as an hour of UTC. */
const reloadHourUtc = 21;

/**
 * How long until the wall loads its page anew, ms: it runs for weeks, and would otherwise never get the page of a newer
 * platform. At least an hour, so that it never reloads twice.
 */
export const reloadDelayMs = (nowMs: number): number => {
  const sinceMs = (((nowMs - reloadHourUtc * hourMs) % dayMs) + dayMs) % dayMs;
  const delayMs = dayMs - sinceMs;
  return delayMs < hourMs ? delayMs + dayMs : delayMs;
};
