import { localHour } from "./local-hour.ts";

/** Traffic by hour of the day as a share of the busiest. */
const shareByHour: readonly number[] = [
  0.62, 0.44, 0.3, 0.2, 0.15, 0.14, 0.2, 0.32, 0.45, 0.55, 0.62, 0.66, 0.68, 0.66, 0.66, 0.68, 0.72, 0.78,
  0.86, 0.94, 1, 1, 0.94, 0.8,
];

/** Of the most that a site draws, so much flows without any traffic. */
const idleShare = 0.72;

/**
 * Traffic of the hour, 0–1, linear between full hours: least at five in the morning, most at 21 o'clock (shape of the
 * EARTH project, deliverable D2.3, 2012).
 */
export const trafficShare = (nowMs: number): number => {
  const hour = localHour(nowMs);
  const before = Math.floor(hour);
  const from = shareByHour[before] ?? 0;
  const to = shareByHour[(before + 1) % shareByHour.length] ?? 0;
  return from + (to - from) * (hour - before);
};

/**
 * Power that a site draws from its DC bus: `most · (0.72 + 0.28 · traffic)`, the linear model of base stations of
 * Auer et al., IEEE Wireless Communications 18 (2011) no. 5, with the share of standing power of 4G macro sites.
 */
export const siteLoadWatts = (mostWatts: number, nowMs: number): number =>
  mostWatts * (idleShare + (1 - idleShare) * trafficShare(nowMs));
