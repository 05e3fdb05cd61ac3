import type { Alarm, Meaning } from "../alarm.ts";
import type { Hearing } from "./hearing.ts";
import { correlationWindowMs } from "./limits.ts";

/** The span of time in which what an alarm tells of began; ms since 1970 UTC, both ends count. */
export interface Begin {
  readonly earliestMs: number;
  readonly latestMs: number;
}

/** How long something may have lasted before an alarm of it is raised, ms. */
export type DetectionMs = (alarm: Alarm) => number;

/** Devices that announce no other period report each minute. */
export const usualPeriodMs = 60_000;

/**
 * A report period and the on-delay of the default rule; for silence 3 periods + 2 s, since a device may have fallen
 * silent right after its last report.
 */
const detectionOfMeaningMs: Readonly<Record<Meaning, (periodMs: number) => number>> = {
  "feed-lost": (periodMs) => periodMs + 30_000,
  "feed-weak": (periodMs) => periodMs + 60_000,
  "node-down": (periodMs) => periodMs + 30_000,
  "link-down": (periodMs) => periodMs + 30_000,
  unreachable: (periodMs) => 3 * periodMs + 2_000,
  local: (periodMs) => periodMs,
};

const detectionOf = ({ meaning, threshold }: Alarm, periodMs: number): number =>
  threshold === null ? detectionOfMeaningMs[meaning](periodMs) : periodMs;

/** The detection time of the default rules with devices that report each minute. */
export const defaultDetectionMs: DetectionMs = (alarm) => detectionOf(alarm, usualPeriodMs);

/** The same with devices that report at the periods that they announced by now: each site is asked once. */
export const announcedDetectionMs = ({ periodMs }: Hearing): DetectionMs => {
  const periods = new Map<string, number>();
  return (alarm) => {
    const known = periods.get(alarm.site);
    const period = known ?? periodMs(alarm.site) ?? usualPeriodMs;
    if (known === undefined) periods.set(alarm.site, period);
    return detectionOf(alarm, period);
  };
};

/** When what the alarm tells of began: not after it was raised or armed, not before the time that noticing it takes. */
export const beginOf = (alarm: Alarm, detectionMs: DetectionMs): Begin => {
  const raisedAtMs = alarm.lastRaised.eventAtMs;
  const latestMs = Math.min(raisedAtMs, alarm.threshold?.armedSinceMs ?? raisedAtMs);
  return { earliestMs: latestMs - detectionMs(alarm), latestMs };
};

/** Law 2: false for what certainly began before its would-be cause. */
export const canFollow = (symptom: Begin, cause: Begin): boolean =>
  symptom.latestMs >= cause.earliestMs - correlationWindowMs;

/** True when the two may have begun together. */
export const mayCoincide = (one: Begin, other: Begin): boolean =>
  canFollow(one, other) && canFollow(other, one);

/** When what silenced a site had begun at the latest: its next report did not come. */
export const begunBy = (
  { alarm, latestMs }: { readonly alarm: Alarm; readonly latestMs: number },
  hearing: Hearing,
): number => {
  const heardAtMs = hearing.heardAtMs(alarm.site);
  if (heardAtMs === null) return latestMs;
  return Math.min(latestMs, heardAtMs + (hearing.periodMs(alarm.site) ?? usualPeriodMs));
};
