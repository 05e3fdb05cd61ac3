import type { AlarmId } from "../telemetry/identifiers.ts";
import type { Severity } from "../telemetry/severity.ts";
import type { Alarm, Bilingual, Evidence, Moment, StatusChange, ThresholdFacts } from "./alarm.ts";
import type { AlarmIdentity } from "./identity.ts";
import { statusChangesMax } from "./limits.ts";
import type { RuleWords } from "./rules/rule.ts";

/** What is known when a condition fires, in the words of its rule. */
export interface Firing {
  readonly at: Moment;
  readonly severity: Severity;
  readonly text: Bilingual;
  readonly threshold: ThresholdFacts | null;
  readonly evidence: readonly Evidence[];
  /** Where the value was going; left out for what has no value. */
  readonly trend?: Alarm["trend"];
}

/** Who an alarm is, and the rule that speaks for it. */
export interface Subject extends AlarmIdentity {
  readonly id: AlarmId;
  readonly rule: RuleWords;
}

const withStatus = (
  changes: readonly StatusChange[],
  event: StatusChange["event"],
  now: { readonly at: Moment; readonly severity: Severity },
): readonly StatusChange[] =>
  [...changes, { at: now.at, event, severity: now.severity }].slice(-statusChangesMax);

/**
 * A new occurrence: of a new alarm, or of one that was cleared. The operator axis starts anew, a shelf stays, and the
 * correlator has not seen it yet.
 */
export const raiseAlarm = (earlier: Alarm | undefined, subject: Subject, firing: Firing): Alarm => {
  const { id, site, node, type, qualifier, rule } = subject;
  return {
    id,
    site,
    node,
    type,
    qualifier,
    eventType: rule.eventType,
    probableCause: rule.probableCause,
    specificProblem: type,
    severity: firing.severity,
    isCleared: false,
    text: firing.text,
    firstRaised: earlier?.firstRaised ?? firing.at,
    lastRaised: firing.at,
    lastCleared: earlier?.lastCleared ?? null,
    lastChanged: firing.at,
    occurrenceCount: (earlier?.occurrenceCount ?? 0) + 1,
    changeCount: (earlier?.changeCount ?? 0) + 1,
    labels: rule.labels,
    threshold: firing.threshold,
    evidence: firing.evidence,
    meaning: rule.meaning,
    flapping: false,
    trend: firing.trend ?? null,
    operatorState: "none",
    assignee: null,
    ticket: null,
    shelf: earlier?.shelf ?? null,
    maintenance: null,
    cause: null,
    symptomCount: 0,
    impact: null,
    timeToSiteDown: null,
    operatorChanges: earlier?.operatorChanges ?? [],
    statusChanges: withStatus(earlier?.statusChanges ?? [], "raised", firing),
  };
};

/** The instant of something that happened at the platform itself. */
export const platformMoment = (atMs: number): Moment => ({
  eventAtMs: atMs,
  receivedAtMs: atMs,
  clock: "receiver",
});

/** The alarm after a change of some of its fields. */
export const changeAlarm = (alarm: Alarm, at: Moment, changed: Partial<Alarm>): Alarm => ({
  ...alarm,
  ...changed,
  lastChanged: at,
  changeCount: alarm.changeCount + 1,
});

/** The same occurrence with another severity. */
export const updateAlarm = (alarm: Alarm, firing: Firing): Alarm =>
  changeAlarm(alarm, firing.at, {
    severity: firing.severity,
    text: firing.text,
    threshold: firing.threshold,
    evidence: firing.evidence,
    statusChanges: withStatus(alarm.statusChanges, "updated", firing),
  });

/**
 * The end of the occurrence. The last severity stays (X.733), so do the operator's state, the shelf and the window in
 * which it ended; it is nobody's symptom any more.
 */
export const clearAlarm = (alarm: Alarm, at: Moment): Alarm =>
  changeAlarm(alarm, at, {
    isCleared: true,
    lastCleared: at,
    flapping: false,
    cause: null,
    statusChanges: withStatus(alarm.statusChanges, "cleared", { at, severity: alarm.severity }),
  });
