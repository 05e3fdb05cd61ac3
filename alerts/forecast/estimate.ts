import { batteryKinds, curveAt, deliverableShare } from "./battery-kinds.ts";
import { type BatteryMemory, type Conditions, candidatesOf } from "./battery-memory.ts";
import { type DischargeRecord, stretchesOf } from "./discharge-record.ts";
import type { UnknownReason } from "./forecast.ts";
import { quantile, type Weighted } from "./quantiles.ts";
import { minutesDownTo } from "./voltage-trend.ts";
import {
  type Candidate,
  endOf,
  type Hypothesis,
  type Start,
  voltsAhead,
  weigh,
  weightsOf,
} from "./weighing.ts";

/** What a forecast is made from. */
export interface EstimateParts {
  readonly memory: BatteryMemory;
  readonly record: DischargeRecord;
  readonly starts: readonly Start[];
  readonly conditions: Conditions;
  readonly capacityAmpereHours: number;
  readonly volts: number | null;
  /** Current of now, smoothed; A. */
  readonly amperes: number;
  /** False: the voltage is not looked at. */
  readonly voltsBelieved: boolean;
  readonly noiseVariance: number;
  /** Standard deviation of the logarithm of current and load ahead. */
  readonly doubt: number;
}

/** Minutes until the disconnect, and what they say of the battery. */
type Minutes = {
  readonly kind: "minutes";
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  /** Natural logarithm of the capacity's share of the plate: mean and standard deviation, by the likeliest chemistry. */
  readonly logShare: number;
  readonly deviation: number;
  /** Probability of each kind of `batteryKinds`. */
  readonly kinds: readonly number[];
};

/** Minutes until the disconnect, or why nobody can say. */
export type Estimate = Minutes | { readonly kind: "unknown"; readonly reason: UnknownReason };

/** Even the best battery may miss the voltages by this much, in mean squares of what it allows. */
const misfitMax = 7;
/** Of fewer stretches more is allowed: the voltage after a start from half a charge settles for a while. */
const misfitStretchesMin = 4;
const misfitEarlyMax = 20;
/** The dictionary's longest autonomy. */
const minutesMax = 2_880;
const normal10 = 1.2816;
/** Batteries that are less likely move no quantile. */
const weightMin = 1e-6;

/** How long each battery that it may be still lasts; the future's current is that of the power of now. */
const minutesOf = (hypothesis: Hypothesis, candidate: Candidate, parts: EstimateParts): number => {
  const { conditions, capacityAmpereHours, amperes, memory, volts } = parts;
  const { kind } = candidate;
  const tenHours = capacityAmpereHours / 10;
  const endVolts = memory.endVolts ?? curveAt(kind.volts, 1);
  const atEnd = (amperes * (volts ?? endVolts)) / endVolts / tenHours;
  const end = endOf(kind, hypothesis.fit, { endVolts, rate: atEnd });
  const ahead = amperes / voltsAhead(kind, hypothesis.gone);
  const whole = hypothesis.share * capacityAmpereHours;
  const deliverable = whole * deliverableShare(kind.chemistry, ahead / tenHours, conditions.celsius);
  return Math.max(0.001, end - hypothesis.gone) * (deliverable / ahead) * 60;
};

/** The place of a candidate in `batteryKinds`; the site's own curve counts for the kind that it was learned of. */
const kindIndex = ({ kind }: Candidate, { kinds }: BatteryMemory): number => {
  const index = batteryKinds.indexOf(kind);
  return index >= 0 ? index : kinds.indexOf(Math.max(...kinds));
};

/** Weighs what the battery may be and answers how long it lasts. */
export const estimate = (parts: EstimateParts): Estimate => {
  // A name plate alone says too little.
  if (!parts.voltsBelieved && parts.memory.completed === 0) return { kind: "unknown", reason: "no-voltage" };
  const candidates = candidatesOf(parts.memory, parts.conditions);
  const hypotheses = weigh(candidates, {
    stretches: parts.voltsBelieved ? stretchesOf(parts.record) : [],
    taken: parts.record.taken,
    starts: parts.starts,
    noiseVariance: parts.noiseVariance,
    // Of the closed stretches only: means, which noise moves little.
    outlivedVolts: parts.voltsBelieved ? (parts.record.stretches.at(-1)?.volts ?? null) : null,
    endVolts: parts.memory.endVolts,
  });
  if (hypotheses.length === 0) return { kind: "unknown", reason: "outlived" };
  const weights = weightsOf(hypotheses);
  const misfit = hypotheses.reduce((sum, each, index) => sum + each.misfit * (weights[index] ?? 0), 0);
  const isEarly = parts.record.stretches.length < misfitStretchesMin;
  if (misfit > (isEarly ? misfitEarlyMax : misfitMax))
    return { kind: "unknown", reason: "readings-contradict" };
  return bounded(summed(hypotheses, { weights, candidates, parts }), parts);
};

/** The usual range of disconnects, and where the upper ones are outlived; V. */
const disconnectVolts = { low: 42.5, high: 46, outlived: 45.6 } as const;
/** A line through noisy voltages may be so wrong. */
const lineDoubt = 1.15;

/** Where the disconnect is not known, a voltage on its way down bounds what a name plate promises. */
const bounded = (found: Minutes, parts: EstimateParts): Minutes => {
  const { memory, voltsBelieved, conditions } = parts;
  if (memory.endVolts !== null || !voltsBelieved) return found;
  const stretches = stretchesOf(parts.record);
  const latest = (minutesDownTo(disconnectVolts.low, stretches, conditions.rate) ?? minutesMax) * lineDoubt;
  const isBelowHigh =
    (parts.record.stretches.at(-1)?.volts ?? disconnectVolts.high) < disconnectVolts.outlived;
  const high = isBelowHigh ? null : minutesDownTo(disconnectVolts.high, stretches, conditions.rate);
  const p90 = Math.min(found.p90, latest);
  const p50 = Math.min(found.p50, p90 * 0.8);
  return { ...found, p90, p50, p10: Math.min(found.p10, (high ?? minutesMax) * 0.6, p50 * 0.8) };
};

interface Heaviest {
  readonly weight: number;
  readonly hypothesis: Hypothesis | null;
  readonly candidate: Candidate | null;
}

/**
 * How much sooner and later the end may come because the load ahead is not known, as logarithms: a heavier load also
 * meets the disconnect at a higher charge, the more so where the voltage falls slowly.
 */
const loadBand = ({ hypothesis, candidate }: Heaviest, parts: EstimateParts) => {
  if (hypothesis === null || candidate === null) return { sooner: 0, later: 0 };
  const at = (load: number): number =>
    Math.max(0.1, minutesOf(hypothesis, candidate, { ...parts, amperes: parts.amperes * load }));
  const times = Math.exp(normal10 * parts.doubt);
  return { sooner: Math.log(at(1) / at(times)), later: Math.log(at(1 / times) / at(1)) };
};

const summed = (
  hypotheses: readonly Hypothesis[],
  {
    weights,
    candidates,
    parts,
  }: {
    readonly weights: Float64Array;
    readonly candidates: readonly Candidate[];
    readonly parts: EstimateParts;
  },
): Minutes => {
  const times: Weighted[] = [];
  const kinds = batteryKinds.map(() => 0);
  let mean = 0;
  let square = 0;
  let heaviest: Heaviest = { weight: 0, hypothesis: null, candidate: null };
  hypotheses.forEach((hypothesis, index) => {
    const weight = weights[index] ?? 0;
    const candidate = candidates[hypothesis.candidate];
    if (candidate === undefined || weight < weightMin) return;
    times.push({ value: minutesOf(hypothesis, candidate, parts), weight });
    if (weight > heaviest.weight) heaviest = { weight, hypothesis, candidate };
    const kind = kindIndex(candidate, parts.memory);
    kinds[kind] = (kinds[kind] ?? 0) + weight;
    const log = Math.log(hypothesis.share);
    mean += weight * log;
    square += weight * log * log;
  });
  times.sort((one, other) => one.value - other.value);
  const p50 = quantile(times, 0.5);
  const byLoad = loadBand(heaviest, parts);
  const widened = (share: number): number => {
    const apart = Math.log(Math.max(1e-6, quantile(times, share)) / p50);
    const wide = Math.hypot(apart, share < 0.5 ? byLoad.sooner : byLoad.later);
    return Math.min(minutesMax, p50 * Math.exp(share < 0.5 ? -wide : wide));
  };
  return {
    kind: "minutes",
    p10: widened(0.1),
    p50: Math.min(minutesMax, p50),
    p90: widened(0.9),
    logShare: mean,
    deviation: Math.sqrt(Math.max(0, square - mean * mean)),
    kinds,
  };
};
