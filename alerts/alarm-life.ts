import type { AlarmId } from "../telemetry/identifiers.ts";
import type { Severity } from "../telemetry/severity.ts";
import type {
  Alarm,
  Bilingual,
  Evidence,
  Moment,
  OperatorChange,
  StatusChange,
  ThresholdFacts,
} from "./alarm.ts";
import type { AlarmIdentity } from "./identity.ts";
import { operatorChangesMax, statusChangesMax } from "./limits.ts";
import type { RuleWords } from "./rules/rule.ts";

/** What is known when a condition fires, in the words of its rule. */
export interface Firing {
  readonly at: Moment;
  readonly severity: Severity;
  readonly text: Bilingual;
  readonly threshold: ThresholdFacts | null;
  readonly evidence: readonly Evidence[];
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

/** The keys stand in the order of the schema, so that a body is the same text before and after a restart. */
const withOperator = (
  changes: readonly OperatorChange[],
  { atMs, actor, note }: OperatorAct,
  action: OperatorChange["action"],
): readonly OperatorChange[] =>
  [...changes, { atMs, actor, action, note, value: null }].slice(-operatorChangesMax);

/** A new occurrence: of a new alarm, or of one that was cleared. The operator axis starts anew. */
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
    flapping: earlier?.flapping ?? false,
    trend: null,
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

/** The same occurrence with another severity. */
export const updateAlarm = (alarm: Alarm, firing: Firing): Alarm => ({
  ...alarm,
  severity: firing.severity,
  text: firing.text,
  lastChanged: firing.at,
  changeCount: alarm.changeCount + 1,
  threshold: firing.threshold,
  evidence: firing.evidence,
  statusChanges: withStatus(alarm.statusChanges, "updated", firing),
});

/** The end of the occurrence; the last severity stays (X.733), the operator's state too. */
export const clearAlarm = (alarm: Alarm, at: Moment): Alarm => ({
  ...alarm,
  isCleared: true,
  lastCleared: at,
  lastChanged: at,
  changeCount: alarm.changeCount + 1,
  statusChanges: withStatus(alarm.statusChanges, "cleared", { at, severity: alarm.severity }),
});

/** Who does what to an alarm, when and why. */
export type OperatorAct = Omit<OperatorChange, "action" | "value">;

/** The instant of something that happened at the platform itself. */
export const platformMoment = (atMs: number): Moment => ({
  eventAtMs: atMs,
  receivedAtMs: atMs,
  clock: "receiver",
});

/** The present occurrence, seen by an operator. */
export const acknowledgeAlarm = (alarm: Alarm, act: OperatorAct): Alarm => ({
  ...alarm,
  operatorState: "acknowledged",
  lastChanged: platformMoment(act.atMs),
  changeCount: alarm.changeCount + 1,
  operatorChanges: withOperator(alarm.operatorChanges, act, "acknowledge"),
});

/** The present occurrence, ended by an operator's word. */
export const clearByOperator = (alarm: Alarm, act: OperatorAct): Alarm => ({
  ...clearAlarm(alarm, platformMoment(act.atMs)),
  operatorChanges: withOperator(alarm.operatorChanges, act, "clear"),
});
