import type { Chemistry } from "./battery-kinds.ts";

/** What is believed of the charge that a battery delivers until its disconnect, before a discharge. */
export interface CapacityBelief {
  /** Natural logarithm of the share of the name plate, at the ten-hour current and 25 °C. */
  readonly logShare: number;
  /** Standard deviation of it. */
  readonly deviation: number;
  /** Probability that the battery is not what is believed: exchanged, lost a string, wrong plate. */
  readonly doubt: number;
}

/**
 * Batteries of which nothing is known but the name plate: plants age to 60–100 % of it and some far below, and lead
 * under a heavy load meets its disconnect early.
 */
export const strangerBelief: Readonly<Record<Chemistry, CapacityBelief>> = {
  lead: { logShare: Math.log(0.7), deviation: 0.33, doubt: 0.35 },
  lithium: { logShare: Math.log(0.8), deviation: 0.22, doubt: 0.35 },
};

/** Smallest and largest share of its name plate that a battery is thought to deliver. */
const shareBounds = { min: 0.1, max: 1.4 } as const;

/** Shares of the name plate to think of, with the probability of each, rising. */
export interface ShareGrid {
  readonly share: Float64Array;
  readonly logPrior: Float64Array;
}

const closePoints = 48;
const widePoints = 24;
const closeDeviations = 3;

const grids = new WeakMap<CapacityBelief, ShareGrid>();

/** Points close to what is believed and, wider apart, over everything else that may be. */
export const gridOf = (belief: CapacityBelief): ShareGrid => {
  const known = grids.get(belief) ?? gridAround(belief);
  grids.set(belief, known);
  return known;
};

const gridAround = ({ logShare, deviation, doubt }: CapacityBelief): ShareGrid => {
  const low = Math.log(shareBounds.min);
  const high = Math.log(shareBounds.max);
  const spaced = (from: number, to: number, count: number): number[] =>
    Array.from({ length: count }, (_, point) => from + ((to - from) * point) / (count - 1));
  const reach = closeDeviations * deviation;
  const close = spaced(Math.max(low, logShare - reach), Math.min(high, logShare + reach), closePoints);
  const points = [...spaced(low, high, widePoints), ...close].sort((one, other) => one - other);
  const logPrior = points.map((at, point) => {
    const from = points[Math.max(0, point - 1)] ?? at;
    const to = points[Math.min(points.length - 1, point + 1)] ?? at;
    const normal = Math.exp(-(((at - logShare) / deviation) ** 2) / 2) / (deviation * Math.sqrt(2 * Math.PI));
    const density = (1 - doubt) * normal + doubt / (high - low);
    return Math.log(Math.max(1e-12, density * ((to - from) / 2)));
  });
  return { share: Float64Array.from(points, Math.exp), logPrior: Float64Array.from(logPrior) };
};

/** One finding of the capacity, with what it rests on. */
export interface CapacityFinding {
  readonly logShare: number;
  readonly deviation: number;
}

/** How far the capacity may wander between two discharges. */
const ageingDeviation = 0.012;

/** What is believed after another finding; the first one replaces the stranger's guess almost wholly. */
export const believe = (before: CapacityBelief, finding: CapacityFinding): CapacityBelief => {
  const priorVariance = before.deviation ** 2 + ageingDeviation ** 2;
  const variance = finding.deviation ** 2;
  const gap = finding.logShare - before.logShare;
  // Far from everything believed: the battery was exchanged, and what was known of the old one says nothing.
  if (gap ** 2 > 16 * (priorVariance + variance)) return { ...finding, doubt: before.doubt };
  const gain = priorVariance / (priorVariance + variance);
  return {
    logShare: before.logShare + gain * gap,
    deviation: Math.sqrt(priorVariance * (1 - gain)),
    doubt: Math.max(0.04, before.doubt * 0.5),
  };
};
