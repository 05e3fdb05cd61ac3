const dayMs = 86_400_000;
/** Indochina time is UTC+7 all year. */
const zoneMs = 7 * 3_600_000;

/** Local hour of the day in Vietnam, 0 ≤ hour < 24, with fraction. */
const localHour = (nowMs: number): number => (((nowMs + zoneMs) % dayMs) / dayMs) * 24;

/** A day's wave: 1 at the peak hour, −1 twelve hours from it. */
export const daily = (nowMs: number, peakHour: number): number =>
  Math.cos(((localHour(nowMs) - peakHour) / 24) * 2 * Math.PI);

/** Moves a value toward its target as a first-order system with this time constant does. */
export const approach = (
  value: number,
  target: number,
  span: { readonly elapsedSeconds: number; readonly constantSeconds: number },
): number => target + (value - target) * Math.exp(-span.elapsedSeconds / span.constantSeconds);

/** As many digits as a sensor would send. */
export const rounded = (value: number, decimals: number): number => {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
};

/** Values of one node by metric name. */
export type Values = Readonly<Record<string, number | boolean | string>>;
