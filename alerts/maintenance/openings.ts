import type { MaintenanceWindow, WeeklyPeriod } from "./window.ts";
import { instantOf, localMs } from "./zone.ts";

/** From when (included) until when (excluded) a window is open, ms since 1970 UTC. */
export interface Opening {
  readonly fromMs: number;
  readonly toMs: number;
}

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** How many days ahead openings are worked out: each week-day comes up once, whatever the clocks do. */
const daysAhead = 9;

/** ISO 8601 week-day of a date that is given as midnight UTC: 1 is Monday. */
const weekdayOf = (midnightMs: number): number => ((new Date(midnightMs).getUTCDay() + 6) % 7) + 1;

const cut = ({ fromMs, toMs }: Opening, period: WeeklyPeriod): Opening => ({
  fromMs: Math.max(fromMs, period.fromMs),
  toMs: Math.min(toMs, period.toMs ?? Number.POSITIVE_INFINITY),
});

const weeklyOpenings = (period: WeeklyPeriod, zone: string, nowMs: number): readonly Opening[] => {
  const { days, startMinute, durationMinutes } = period;
  const lastingMs = durationMinutes * minuteMs;
  const fromMs = Math.max(nowMs, period.fromMs);
  // A day earlier than the duration asks for: dates of the zone are not those of UTC.
  const firstMs = Math.floor((localMs(zone, fromMs) - lastingMs) / dayMs - 1) * dayMs;
  const lastMs = localMs(zone, fromMs) + daysAhead * dayMs;
  const openings: Opening[] = [];
  for (let midnightMs = firstMs; midnightMs <= lastMs; midnightMs += dayMs) {
    if (!days.includes(weekdayOf(midnightMs))) continue;
    const startMs = instantOf(zone, midnightMs + startMinute * minuteMs);
    const opening = cut({ fromMs: startMs, toMs: startMs + lastingMs }, period);
    if (opening.fromMs < opening.toMs && opening.toMs > nowMs) openings.push(opening);
  }
  return openings;
};

const joined = (openings: readonly Opening[]): readonly Opening[] => {
  const whole: Opening[] = [];
  for (const opening of [...openings].sort((one, other) => one.fromMs - other.fromMs)) {
    const last = whole.at(-1);
    if (last === undefined || opening.fromMs > last.toMs) whole.push(opening);
    else whole[whole.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, opening.toMs) };
  }
  return whole;
};

/**
 * When the window is open from now on, openings that touch joined: of a weekly one those of the next nine days, counted
 * from its beginning when that is still to come. Empty when it never opens again.
 */
export const openingsFrom = ({ period, zone }: MaintenanceWindow, nowMs: number): readonly Opening[] => {
  if (period.kind === "weekly") return joined(weeklyOpenings(period, zone, nowMs));
  return nowMs < period.toMs ? [{ fromMs: period.fromMs, toMs: period.toMs }] : [];
};

/** When the window has been over for good, ms since 1970 UTC; Infinity while it goes on. */
export const endOf = ({ period }: MaintenanceWindow): number => period.toMs ?? Number.POSITIVE_INFINITY;
