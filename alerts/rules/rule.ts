import type { Metric, NumberMetric } from "../../telemetry/metrics.ts";
import type { EventType, ProbableCauseName, ProbableCauseNumber } from "../../telemetry/probable-cause.ts";
import type { Severity } from "../../telemetry/severity.ts";
import type { Bilingual, Meaning } from "../alarm.ts";

/** What every rule carries besides its condition. */
export interface RuleWords {
  /** Name of the rule = type of its alarms. */
  readonly name: string;
  readonly eventType: EventType;
  readonly probableCause: { readonly number: ProbableCauseNumber; readonly name: ProbableCauseName } | null;
  readonly labels: Readonly<Record<string, string>>;
  /** What its alarms tell of the network; the correlator goes by it. */
  readonly meaning: Meaning;
  /** What happened; may hold placeholders, see `text.ts`. */
  readonly summary: Bilingual;
  /** What to do, in a sentence. */
  readonly action: Bilingual;
  /** What to do on the spot, a step a line. */
  readonly instruction?: Bilingual | undefined;
  /** What applies instead at a class of sites, a site or a node; see `overrides.ts` for the keys. Null: switched off. */
  readonly variants: Readonly<Record<string, Rule | null>>;
}

/** A limit: a number, or `times` a planned number of the node plus `offset`. */
export type Limit =
  | { readonly kind: "fixed"; readonly value: number }
  | { readonly kind: "planned"; readonly name: string; readonly times: number; readonly offset: number };

/** Where a level clears: at a value, or a distance from the raise value back towards normal. */
type ClearPoint =
  | { readonly kind: "value"; readonly value: number }
  | { readonly kind: "hysteresis"; readonly by: number };

/** One severity of a threshold rule. */
export interface ThresholdLevel {
  readonly severity: Severity;
  readonly raise: Limit;
  readonly clear: ClearPoint;
  readonly forMs: number;
}

/** A measured value beyond a limit; levels are ordered from the weakest to the strongest severity. */
export interface ThresholdRule extends RuleWords {
  readonly kind: "threshold";
  readonly metric: Metric;
  readonly direction: "above" | "below";
  readonly levels: readonly ThresholdLevel[];
  readonly keepFiringForMs: number;
}

/** Where a term looks for its metric or alarm: at the node of the condition, or anywhere at its site. */
type TermReach = "node" | "site";

/** A metric's newest value that is in certain states, or strictly beyond a limit. */
export interface MetricTerm {
  readonly kind: "metric";
  readonly metric: Metric;
  readonly test:
    | { readonly kind: "is"; readonly values: readonly number[] }
    | { readonly kind: "above" | "below"; readonly limit: Limit };
  readonly at: TermReach;
  /** How many nodes of the site it has to hold for. */
  readonly nodes: number;
}

/** Another rule whose alarm is active, at least this severe. */
export interface AlertTerm {
  readonly kind: "alert";
  readonly rule: string;
  readonly severity: Severity;
  readonly at: TermReach;
}

/** An hour of the day in a zone, from `fromMinute` up to, not including, `toMinute`; may run over midnight. */
export interface HoursTerm {
  readonly kind: "hours";
  readonly fromMinute: number;
  readonly toMinute: number;
  /** IANA name. */
  readonly zone: string;
}

/** What a combination is made of. */
export type Term =
  | MetricTerm
  | AlertTerm
  | HoursTerm
  | { readonly kind: "all" | "any"; readonly terms: readonly Term[] }
  | { readonly kind: "not"; readonly term: Term };

/** A stronger severity of a state, in force while something else holds as well. */
export interface Escalation {
  readonly severity: Severity;
  readonly forMs: number;
  readonly term: Term;
}

/** A boolean or word metric in a bad state. */
export interface StateRule extends RuleWords {
  readonly kind: "state";
  readonly metric: Metric;
  /** Stored values that are bad. */
  readonly bad: readonly number[];
  readonly severity: Severity;
  readonly forMs: number;
  readonly keepFiringForMs: number;
  /** From the weakest to the strongest severity, all stronger than `severity`. */
  readonly escalate: readonly Escalation[];
}

/** One severity of a rate rule. */
export interface RateLevel {
  readonly severity: Severity;
  /** Raises when the change over the window is at least this; positive. */
  readonly change: number;
  /** Clears when the change is at most this. */
  readonly clear: number;
  readonly forMs: number;
}

/** A value that changes too fast; levels are ordered from the weakest to the strongest severity. */
export interface RateRule extends RuleWords {
  readonly kind: "rate";
  readonly metric: NumberMetric;
  readonly direction: "rise" | "fall";
  readonly windowMs: number;
  readonly levels: readonly RateLevel[];
  readonly keepFiringForMs: number;
  /** The rule is in force while this holds; null: always. */
  readonly while: Term | null;
}

/** One severity of a forecast: the limit is reached within this time. */
export interface ForecastLevel {
  readonly severity: Severity;
  readonly withinMs: number;
  readonly forMs: number;
}

/** A limit that a value will reach if it goes on as it does; levels are ordered from the weakest severity. */
export interface ForecastRule extends RuleWords {
  readonly kind: "forecast";
  readonly metric: NumberMetric;
  readonly direction: "above" | "below";
  readonly limit: Limit;
  readonly windowMs: number;
  /** Points that a trend needs. */
  readonly samplesMin: number;
  /** Coefficient of determination that a trend needs, 0 to 1. */
  readonly fitMin: number;
  readonly levels: readonly ForecastLevel[];
  readonly keepFiringForMs: number;
  readonly while: Term | null;
}

/** All or any of several things at one node or one site. */
export interface CombinationRule extends RuleWords {
  readonly kind: "combination";
  readonly scope: TermReach;
  readonly term: Term;
  readonly severity: Severity;
  readonly forMs: number;
  readonly keepFiringForMs: number;
}

/** One severity of an absence rule: silent for `periods` reporting periods plus `plusMs`. */
interface AbsenceLevel {
  readonly severity: Severity;
  readonly periods: number;
  readonly plusMs: number;
}

/** Silence of a device; a connection that stays closed for `graceMs` counts as the strongest level. */
export interface AbsenceRule extends RuleWords {
  readonly kind: "absence";
  readonly levels: readonly AbsenceLevel[];
  readonly graceMs: number;
  /** Period of a device that never announced one. */
  readonly periodUnknownMs: number;
}

/** Alarms that devices raise themselves. */
export interface DeviceRule extends RuleWords {
  readonly kind: "device";
  /** Alarm types it takes; null for all that no other device rule names. */
  readonly types: readonly string[] | null;
  /** Overrides the device's own severity; null keeps it. */
  readonly severity: Severity | null;
  readonly forMs: number;
  readonly keepFiringForMs: number;
}

/** A rule, parsed and checked. */
export type Rule =
  | ThresholdRule
  | StateRule
  | RateRule
  | ForecastRule
  | AbsenceRule
  | DeviceRule
  | CombinationRule;
