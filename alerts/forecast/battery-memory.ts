import {
  type BatteryKind,
  batteryKinds,
  type Chemistry,
  type CurveSpread,
  curvePoints,
  dropAt,
} from "./battery-kinds.ts";
import { believe, type CapacityBelief, gridOf, strangerBelief } from "./capacity-belief.ts";
import type { DischargeRecord } from "./discharge-record.ts";
import type { Candidate } from "./weighing.ts";

/** What is kept of a site's battery between discharges. */
export interface BatteryMemory {
  /** For either chemistry that it may have: a finding in one is another figure in the other. */
  readonly belief: Readonly<Record<Chemistry, CapacityBelief>>;
  /** Probability of each kind of `batteryKinds`, in their order. */
  readonly kinds: readonly number[];
  /** Bus volts over the share delivered, at the ten-hour current, as the site's own discharges went; null before one. */
  readonly curve: readonly number[] | null;
  /** Last bus voltage before the disconnect; null before one. */
  readonly endVolts: number | null;
  /** Discharges that went down to the disconnect. */
  readonly completed: number;
  /** Rate and temperature of what was found. */
  readonly rate: number;
  readonly celsius: number;
}

/** Nothing but the name plate is known. */
export const strangerMemory: BatteryMemory = {
  belief: strangerBelief,
  kinds: batteryKinds.map(({ prior }) => prior),
  curve: null,
  endVolts: null,
  completed: 0,
  rate: 1,
  celsius: 25,
};

/** A site's own curve differs from today's by little. */
const ownSpread: CurveSpread = {
  offsetVolts: 0.15,
  slopeShare: 0.06,
  dropVolts: 0.25,
  dropVoltsMean: 0.4,
  formVolts: 0.09,
};
/** How far the site's own curve is believed once there is one. */
const ownProbability = 0.85;

const likeliest = (probabilities: readonly number[]): number =>
  probabilities.indexOf(Math.max(...probabilities));

/** Peukert's exponent and the share a degree are known so well: standard deviations. */
const exponentDeviation = 0.08;
const degreeDeviation = 0.0025;

/** What is believed at another rate and temperature than it was found at. */
const beliefAt = (memory: BatteryMemory, chemistry: Chemistry, now: Conditions): CapacityBelief => {
  const belief = memory.belief[chemistry];
  if (memory.completed === 0) return belief;
  const byRate = exponentDeviation * Math.log(Math.max(0.05, now.rate) / Math.max(0.05, memory.rate));
  const byWarmth = degreeDeviation * (now.celsius - memory.celsius);
  return { ...belief, deviation: Math.hypot(belief.deviation, byRate, byWarmth) };
};

/** Rate and temperature of a discharge. */
export interface Conditions {
  readonly rate: number;
  readonly celsius: number;
}

/** The kinds that the battery may be, weighted by what is remembered of it. */
export const candidatesOf = (memory: BatteryMemory, now: Conditions): readonly Candidate[] => {
  const grids = {
    lead: gridOf(beliefAt(memory, "lead", now)),
    lithium: gridOf(beliefAt(memory, "lithium", now)),
  };
  const others = memory.curve === null ? 1 : 1 - ownProbability;
  const known = batteryKinds.flatMap((kind, index): Candidate[] => {
    const probability = (memory.kinds[index] ?? 0) * others;
    return probability < 0.004 ? [] : [{ kind, probability, grid: grids[kind.chemistry] }];
  });
  if (memory.curve === null) return known;
  const chemistry = batteryKinds[likeliest(memory.kinds)]?.chemistry ?? "lead";
  const own: BatteryKind = {
    name: "own",
    chemistry,
    volts: memory.curve,
    prior: ownProbability,
    spread: ownSpread,
  };
  return [{ kind: own, probability: ownProbability, grid: grids[chemistry] }, ...known];
};

/** The volts of a finished discharge over the share delivered, brought to the ten-hour current. */
const curveFrom = ({ record, endVolts, rate }: Completed, chemistry: Chemistry): readonly number[] => {
  const whole = record.taken[chemistry];
  const points = record.stretches.map((stretch): CurvePoint => {
    const at = stretch.taken[chemistry] / whole;
    return { at, volts: stretch.volts + undropped(chemistry, at, stretch.rate) };
  });
  if (endVolts !== null) points.push({ at: 1, volts: endVolts + undropped(chemistry, 1, rate) });
  return Array.from({ length: curvePoints }, (_, point) => between(points, point / (curvePoints - 1)));
};

const undropped = (chemistry: Chemistry, gone: number, rate: number): number =>
  ownSpread.dropVoltsMean * (rate - 1) * dropAt(chemistry, gone);

const between = (points: readonly CurvePoint[], at: number): number => {
  const right = points.findIndex((point) => point.at >= at);
  const to = points[right < 0 ? points.length - 1 : Math.max(1, right)];
  const from = points[(right < 0 ? points.length - 1 : Math.max(1, right)) - 1];
  if (to === undefined || from === undefined) return Number.NaN;
  const part = (at - from.at) / Math.max(1e-6, to.at - from.at);
  // Beyond what was seen the curve goes on as steep as at its ends, but not for long.
  return from.volts + (to.volts - from.volts) * Math.min(1.5, Math.max(-0.5, part));
};

interface CurvePoint {
  readonly at: number;
  readonly volts: number;
}

/** A discharge that went down to the disconnect. */
export interface Completed extends Conditions {
  readonly record: DischargeRecord;
  /** Share that was missing when it began, and how far that may be wrong. */
  readonly missing: number;
  readonly missingDeviation: number;
  readonly endVolts: number | null;
  /** How far the counted charge may be wrong, as a share. */
  readonly doubt: number;
  /** Probability of each kind of `batteryKinds` by its voltage; null when the voltage was not believed. */
  readonly kinds: readonly number[] | null;
}

/** Fewer stretches than these make no curve. */
const curveStretchesMin = 6;
/** What ends a discharge is seen with the device's period only, and no count is exact. */
const findingDeviation = 0.025;

/** What is known after a discharge that went down to the disconnect. */
export const learnCompleted = (before: BatteryMemory, discharge: Completed): BatteryMemory => {
  const { record, missing, missingDeviation, doubt } = discharge;
  const deviation = Math.hypot(findingDeviation, doubt, missingDeviation / Math.max(0.1, 1 - missing));
  const findingOf = (chemistry: Chemistry): CapacityBelief =>
    believe(before.belief[chemistry], {
      logShare: Math.log(record.taken[chemistry] / Math.max(0.1, 1 - missing)),
      deviation,
    });
  const kinds = discharge.kinds ?? before.kinds;
  const weights = batteryKinds.map((_, index) => 0.02 + (kinds[index] ?? 0));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const probabilities = weights.map((weight) => weight / sum);
  const chemistry = batteryKinds[likeliest(probabilities)]?.chemistry ?? "lead";
  const usable =
    missing < 0.02 && discharge.endVolts !== null && record.stretches.length >= curveStretchesMin;
  const curve = usable ? curveFrom(discharge, chemistry) : null;
  const share = before.completed === 0 ? 1 : 0.5;
  return {
    belief: { lead: findingOf("lead"), lithium: findingOf("lithium") },
    kinds: probabilities,
    curve: mixed(before.curve, curve),
    endVolts: discharge.endVolts ?? before.endVolts,
    completed: before.completed + 1,
    rate: before.rate * (discharge.rate / before.rate) ** share,
    celsius: before.celsius + (discharge.celsius - before.celsius) * share,
  };
};

const mixed = (
  before: readonly number[] | null,
  curve: readonly number[] | null,
): readonly number[] | null => {
  if (before === null || curve === null) return curve ?? before;
  return before.map((volts, point) => (volts + (curve[point] ?? volts)) / 2);
};

/** What a discharge showed that ended before the disconnect. */
export interface Partial extends Conditions {
  readonly logShare: number;
  readonly deviation: number;
  readonly kinds: readonly number[];
}

/** What a curve says of a capacity is at least this uncertain, whatever it claims. */
const partialDeviationMin = 0.08;

/** What is known after a discharge that ended early: the capacity that its voltages pointed to, when they did. */
export const learnPartly = (
  before: BatteryMemory,
  { logShare, deviation, kinds }: Partial,
): BatteryMemory => {
  const chemistry = batteryKinds[likeliest(kinds)]?.chemistry ?? "lead";
  const belief = before.belief[chemistry];
  const found = { logShare, deviation: Math.max(partialDeviationMin, deviation * 1.3) };
  if (found.deviation >= belief.deviation) return before;
  return {
    ...before,
    belief: { ...before.belief, [chemistry]: { ...found, doubt: belief.doubt } },
    kinds: before.kinds.map((probability, index) => (probability + (kinds[index] ?? 0)) / 2),
  };
};
