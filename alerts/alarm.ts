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
  /** Event time of the first reading beyond the limit, ms since 1970 UTC. */
  readonly armedSinceMs: number;
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

/** What a person can do to an alarm. */
export const operatorActions = [
  "acknowledge",
  "unacknowledge",
  "assign",
  "comment",
  "shelve",
  "unshelve",
  "close",
  "clear",
  "ticket",
] as const;
/** One of the acts of `operatorActions`. */
export type OperatorActionName = (typeof operatorActions)[number];

/** A change of the operator axis; append-only, the last `operatorChangesMax` are carried along. */
export interface OperatorChange {
  /** By the platform's clock. */
  readonly atMs: number;
  /** When the person did it, by a clock of his own that was believed; null when it was not sent or not believed. */
  readonly occurredAtMs: number | null;
  readonly actor: string;
  readonly action: OperatorActionName;
  readonly note: string | null;
  /** Whom it was assigned to, the ticket, or the end of a shelf as ISO 8601; null for other actions. */
  readonly value: string | null;
}

/** Hidden by a person until an instant. */
export interface Shelf {
  readonly untilMs: number;
  readonly actor: string;
  readonly reason: string;
}

/** What an alarm says about the network: which failures it tells of, and so what it can explain or be explained by. */
export const meanings = [
  /** The feed of a site failed: mains, generator. */
  "feed-lost",
  /** A consequence of a lost feed at the same site: battery, rectifier, DC bus, heat. */
  "feed-weak",
  /** The node itself does not serve. */
  "node-down",
  /** A transmission path at the node is down. */
  "link-down",
  /** Nothing is heard from the device of a site. */
  "unreachable",
  /** Nothing about the network beyond itself. */
  "local",
] as const;
/** One of `meanings`. */
export type Meaning = (typeof meanings)[number];

/** Why an alarm is a symptom of another one. */
export interface Explanation {
  /** The root cause: never itself a symptom. */
  readonly alarm: AlarmId;
  /** 0 to 1. */
  readonly confidence: number;
  /** "no path to a core node: hop-1 is down". */
  readonly reason: Bilingual;
}

/** What a root cause takes along. */
export interface Impact {
  readonly sites: number;
  /** Nodes out of reach or out of service by operator code; "" counts nodes of the site itself. */
  readonly nodesByOperator: Readonly<Record<string, number>>;
  readonly hamlets: number;
  /** Inhabitants of those hamlets. */
  readonly population: number;
}

/** Minutes until a site on battery goes down. */
export interface TimeToSiteDown {
  /** Time of the newest reading that it rests on, ms since 1970 UTC; the minutes count from here. */
  readonly atMs: number;
  readonly p10Minutes: number;
  readonly p50Minutes: number;
  readonly p90Minutes: number;
}

/** State of the operator axis. Acknowledged is not cleared, closed is not cleared (RFC 8632 §3.5.2). */
export type OperatorState = "none" | "acknowledged" | "closed";

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
  /** What it tells of the network, from its rule. */
  readonly meaning: Meaning;
  /** Five transitions in ten minutes: it stays raised until it has been quiet for fifteen. */
  readonly flapping: boolean;
  /** Where the value was going when it was raised; null for what has no value. */
  readonly trend: "rising" | "falling" | "steady" | null;
  readonly operatorState: OperatorState;
  readonly assignee: string | null;
  readonly ticket: string | null;
  /** Hidden by a person; null when it isn't. */
  readonly shelf: Shelf | null;
  /** Hidden by a maintenance window, its id; null when it isn't. */
  readonly maintenance: string | null;
  /** Suppressed as a symptom of a root cause; null when it stands for itself. */
  readonly cause: Explanation | null;
  /** How many alarms it explains; the API lists them. */
  readonly symptomCount: number;
  /** Null until it is known to be a root cause. */
  readonly impact: Impact | null;
  readonly timeToSiteDown: TimeToSiteDown | null;
  readonly operatorChanges: readonly OperatorChange[];
  /** The last 32. */
  readonly statusChanges: readonly StatusChange[];
}

/** What can happen to an alarm; the `event` of a transition and of a webhook body. */
export const alarmEvents = [
  "raised",
  "updated",
  "cleared",
  "acknowledged",
  "unacknowledged",
  "assigned",
  "commented",
  "shelved",
  "unshelved",
  "closed",
  "operator-cleared",
  "ticketed",
  "suppressed",
  "unsuppressed",
  "out-of-service",
  "in-service",
  "flapping",
  "steady",
] as const;
/** One of `alarmEvents`. */
export type AlarmEvent = (typeof alarmEvents)[number];
