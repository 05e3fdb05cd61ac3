import type { AlarmId, NodeCode, SiteCode } from "../telemetry/identifiers.ts";
import type { EventType, ProbableCauseName, ProbableCauseNumber } from "../telemetry/probable-cause.ts";
import type { Severity } from "../telemetry/severity.ts";

/** One text in both languages. */
export interface Bilingual {
  readonly vi: string;
  readonly en: string;
}

/** When something happened by the device's clock, and when the platform learnt of it; ms since 1970 UTC. */
export interface Moment {
  readonly eventAtMs: number;
  readonly receivedAtMs: number;
  /** "device": the device's own time; "receiver": it sent none or time itself was the cause. */
  readonly clock: "device" | "receiver";
}

/** The measured value that crossed a limit. */
export interface ThresholdFacts {
  readonly metric: string;
  readonly unit: string;
  readonly direction: "low" | "high";
  readonly observed: number;
  readonly raiseAt: number;
  readonly clearAt: number;
}

/** A reading that speaks for the alarm. */
export interface Evidence {
  readonly metric: string;
  readonly value: number | boolean | string;
  readonly tsMs: number;
}

/** A change of the resource axis. */
export interface StatusChange {
  readonly at: Moment;
  readonly event: "raised" | "updated" | "cleared";
  readonly severity: Severity;
}

/** A change of the operator axis; append-only, the last `operatorChangesMax` are carried along. */
export interface OperatorChange {
  readonly atMs: number;
  readonly actor: string;
  readonly action: "acknowledge" | "clear";
  readonly note: string | null;
}

/** State of the operator axis. Acknowledged is not cleared, closed is not cleared (RFC 8632 §3.5.2). */
type OperatorState = "none" | "acknowledged" | "closed";

/**
 * An alarm: a state of a resource, not a message (RFC 8632). A second raise of the same identity
 * (site, node, type, qualifier) updates it.
 */
export interface Alarm {
  readonly id: AlarmId;
  readonly site: SiteCode;
  readonly node: NodeCode;
  readonly type: string;
  readonly qualifier: string;
  readonly eventType: EventType;
  readonly probableCause: { readonly number: ProbableCauseNumber; readonly name: ProbableCauseName } | null;
  readonly specificProblem: string;
  readonly severity: Severity;
  readonly isCleared: boolean;
  readonly text: Bilingual;
  readonly firstRaised: Moment;
  readonly lastRaised: Moment;
  readonly lastCleared: Moment | null;
  readonly lastChanged: Moment;
  readonly occurrenceCount: number;
  /** How many transitions the alarm has had in all its occurrences; makes transition ids unique. */
  readonly changeCount: number;
  /** Labels of the rule that raised it. */
  readonly labels: Readonly<Record<string, string>>;
  readonly threshold: ThresholdFacts | null;
  readonly evidence: readonly Evidence[];
  readonly operatorState: OperatorState;
  readonly operatorChanges: readonly OperatorChange[];
  /** The last 32. */
  readonly statusChanges: readonly StatusChange[];
}

/** What can happen to an alarm; the `event` of a transition and of a webhook body. */
export type AlarmEvent = StatusChange["event"] | "acknowledged" | "operator-cleared";
