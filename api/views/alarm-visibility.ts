import { z } from "zod";
import type { Alarm } from "../../alerts/alarm.ts";
import { type Severity, severities } from "../../telemetry/severity.ts";

/** The three reasons for which an alarm is hidden: by a person, by its root cause, by a maintenance window. */
const hiddenReasons = ["shelved", "suppressed", "out-of-service"] as const;
type HiddenReason = (typeof hiddenReasons)[number];

/** What the visibility axis can be asked for. */
export const visibilities = ["shown", "hidden", ...hiddenReasons] as const;

/** Why the alarm is hidden; empty when it is shown. More than one reason may hold at once. */
export const hiddenBy = ({ shelf, cause, maintenance }: Alarm): readonly HiddenReason[] => [
  ...(shelf === null ? [] : ["shelved" as const]),
  ...(cause === null ? [] : ["suppressed" as const]),
  ...(maintenance === null ? [] : ["out-of-service" as const]),
];

const tally = z.object({
  shown: z.number(),
  hidden: z.number().describe("each alarm once, whatever the reasons"),
  shelved: z.number(),
  suppressed: z.number(),
  outOfService: z.number(),
});

/** Numbers of alarms by severity and visibility. */
export const alarmCountsView = z.object({
  active: tally,
  bySeverity: z.record(z.enum(severities), tally).describe("of the active ones"),
  cleared: z.number().describe("cleared, but nobody has acknowledged them yet"),
  flapping: z.number().describe("of the active ones"),
  unacknowledged: z.number().describe("shown and active, and nobody has acknowledged or closed them"),
});

/** Numbers of alarms, in the form of `alarmCountsView`. */
export type AlarmCounts = z.output<typeof alarmCountsView>;

type Tally = z.output<typeof tally>;

const nothing = (): Tally => ({ shown: 0, hidden: 0, shelved: 0, suppressed: 0, outOfService: 0 });

const enter = (into: Tally, reasons: readonly HiddenReason[]): void => {
  if (reasons.length === 0) into.shown += 1;
  else into.hidden += 1;
  if (reasons.includes("shelved")) into.shelved += 1;
  if (reasons.includes("suppressed")) into.suppressed += 1;
  if (reasons.includes("out-of-service")) into.outOfService += 1;
};

/** What counts of an alarm. */
export interface CountedAlarm {
  readonly severity: Severity;
  readonly isCleared: boolean;
  readonly flapping: boolean;
  readonly operatorState: string;
  /** As `hiddenBy` answers. */
  readonly reasons: readonly HiddenReason[];
}

/** Counts alarms: hidden ones are always counted where shown ones are. */
export const countAlarms = (alarms: Iterable<Alarm>): AlarmCounts => countFacts(factsOf(alarms));

function* factsOf(alarms: Iterable<Alarm>): Iterable<CountedAlarm> {
  for (const alarm of alarms) {
    const { severity, isCleared, flapping, operatorState } = alarm;
    yield { severity, isCleared, flapping, operatorState, reasons: hiddenBy(alarm) };
  }
}

/** Counts what is known of alarms, as `countAlarms`. */
export const countFacts = (alarms: Iterable<CountedAlarm>): AlarmCounts => {
  const bySeverity: Record<Severity, Tally> = {
    indeterminate: nothing(),
    warning: nothing(),
    minor: nothing(),
    major: nothing(),
    critical: nothing(),
  };
  const counts = { active: nothing(), bySeverity, cleared: 0, flapping: 0, unacknowledged: 0 };
  for (const alarm of alarms) {
    if (alarm.isCleared) {
      counts.cleared += 1;
      continue;
    }
    const { reasons } = alarm;
    enter(counts.active, reasons);
    enter(bySeverity[alarm.severity], reasons);
    if (alarm.flapping) counts.flapping += 1;
    if (reasons.length === 0 && alarm.operatorState === "none") counts.unacknowledged += 1;
  }
  return counts;
};
