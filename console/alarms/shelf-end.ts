/** Longest time for which an alarm may be hidden; the platform's own limit. */
export const shelfMsMax = 7 * 24 * 3_600_000;

/** Ends that are one press away, hours from now. */
export const shelfHours = [1, 4, 8, 24] as const;

/** What is wrong with the end of a shelf; null when nothing is. */
export const shelfEndFault = (untilMs: number, nowMs: number): "missing" | "past" | "too-long" | null => {
  if (Number.isNaN(untilMs)) return "missing";
  if (untilMs <= nowMs) return "past";
  return untilMs > nowMs + shelfMsMax ? "too-long" : null;
};
