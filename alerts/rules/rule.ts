import type { Metric } from "../../telemetry/metrics.ts";
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
  /** What to do. */
  readonly action: Bilingual;
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

/** A boolean or word metric in a bad state. */
export interface StateRule extends RuleWords {
  readonly kind: "state";
  readonly metric: Metric;
  /** Stored values that are bad. */
  readonly bad: readonly number[];
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
}

/** A rule, parsed and checked. */
export type Rule = ThresholdRule | StateRule | AbsenceRule | DeviceRule;
