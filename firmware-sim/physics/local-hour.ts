const dayMs = 86_400_000;
const hoursADay = 24;
/** Indochina time is UTC+7 all year. */
const zoneMs = 7 * 3_600_000;

/** Local hour of the day in Vietnam, 0 ≤ hour < 24, with fraction. */
export const localHour = (nowMs: number): number => (((nowMs + zoneMs) % dayMs) / dayMs) * hoursADay;

/** A day's wave: 1 at the peak hour, −1 twelve hours from it. */
export const daily = (nowMs: number, peakHour: number): number =>
  Math.cos(((localHour(nowMs) - peakHour) / hoursADay) * 2 * Math.PI);
