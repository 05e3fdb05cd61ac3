import { type BatteryKind, curveAt, dropAt, meanVoltsFrom } from "./battery-kinds.ts";
import type { ShareGrid } from "./capacity-belief.ts";
import { type CurveFit, matchCurve, voltageColumns } from "./curve-regression.ts";
import type { Stretch, Taken } from "./discharge-record.ts";

/** A kind that the battery may be, with what is believed of its capacity if it is of that kind. */
export interface Candidate {
  readonly kind: BatteryKind;
  readonly probability: number;
  readonly grid: ShareGrid;
}

/** A charge that may have been missing when the discharge began, as a share of what the battery delivers. */
export interface Start {
  readonly missing: number;
  readonly probability: number;
}

/** One battery that it may be. */
export interface Hypothesis {
  readonly candidate: number;
  readonly share: number;
  /** Share of its deliverable charge that is gone. */
  readonly gone: number;
  /** Natural logarithm of its weight, not normalised. */
  readonly logWeight: number;
  /** Where its own curve would lie, as the voltage seen moves it. */
  readonly fit: CurveFit;
  /** Mean squared deviation of the voltage seen from what it expects, in units of what it allows. */
  readonly misfit: number;
}

/** What the batteries are weighed by. */
export interface Evidence {
  readonly stretches: readonly Stretch[];
  readonly taken: Taken;
  readonly starts: readonly Start[];
  /** Variance of one voltage reading by noise; V². */
  readonly noiseVariance: number;
  /** Lowest bus voltage that the site outlived; null: none is believed. */
  readonly outlivedVolts: number | null;
  /** Disconnect as the site showed it; null before it did. */
  readonly endVolts: number | null;
}

/** Disconnects of one kind differ by so much; V, as a standard deviation. */
const disconnectDeviationVolts = 0.45;

/** How likely it is that a disconnect lies below a voltage: a logistic curve close to the normal one. */
const logSurvival = (outlivedVolts: number | null, endVolts: number): number => {
  if (outlivedVolts === null) return 0;
  return -Math.log1p(Math.exp((-1.7 * (outlivedVolts - endVolts)) / disconnectDeviationVolts));
};

/** Neighbouring stretches err alike: so much of each one's evidence counts. */
const evidenceWeight = 0.45;
/** Share by which a battery may outlive its own end before it is thought to be another. */
const outliveShare = 0.015;

/**
 * Weighs every battery that it may be by the voltage seen. Height, steepness and inner drop of its curve are unknown
 * and integrated out (Rao-Blackwellised over the grid of capacities).
 */
export const weigh = (candidates: readonly Candidate[], evidence: Evidence): Hypothesis[] => {
  const { stretches, noiseVariance, taken } = evidence;
  const seen = {
    lead: voltageColumns(stretches, "lead", noiseVariance),
    lithium: voltageColumns(stretches, "lithium", noiseVariance),
  };
  const hypotheses: Hypothesis[] = [];
  for (const [index, { kind, probability, grid }] of candidates.entries()) {
    for (const start of evidence.starts) {
      const survival = logSurvival(evidence.outlivedVolts, evidence.endVolts ?? curveAt(kind.volts, 1));
      const prior = Math.log(probability * start.probability) + survival;
      for (let point = 0; point < grid.share.length; point++) {
        const share = grid.share[point] ?? 1;
        const gone = start.missing + taken[kind.chemistry] / share;
        const outlived = Math.max(0, gone - 1) / outliveShare;
        if (outlived > 6) continue;
        const battery = { share, missing: start.missing };
        const { logLikelihood, misfit, fit } = matchCurve(kind, battery, seen[kind.chemistry]);
        const logWeight =
          prior + (grid.logPrior[point] ?? 0) + evidenceWeight * logLikelihood - outlived ** 2 / 2;
        hypotheses.push({ candidate: index, share, gone, logWeight, misfit, fit });
      }
    }
  }
  return hypotheses;
};

/** Share delivered at which a curve, moved as it was seen to be, meets the disconnect under a rate. */
export const endOf = (
  { volts: curve, chemistry }: BatteryKind,
  { offsetVolts, slopeShare, dropVolts }: CurveFit,
  { endVolts, rate }: { readonly endVolts: number; readonly rate: number },
): number => {
  const middle = curveAt(curve, 0.5);
  const at = (gone: number): number => {
    const expected = curveAt(curve, gone);
    const fall = dropVolts * (1 - rate) * dropAt(chemistry, gone);
    return expected + offsetVolts + slopeShare * (expected - middle) + fall;
  };
  let low = 0;
  let high = 1.25;
  for (let halving = 0; halving < 10; halving++) {
    const gone = (low + high) / 2;
    if (at(gone) > endVolts) low = gone;
    else high = gone;
  }
  return (low + high) / 2;
};

/** Normalised weights of the hypotheses; empty when there is none. */
export const weightsOf = (hypotheses: readonly Hypothesis[]): Float64Array => {
  let best = Number.NEGATIVE_INFINITY;
  for (const { logWeight } of hypotheses) best = Math.max(best, logWeight);
  const weights = new Float64Array(hypotheses.length);
  let sum = 0;
  for (const [index, { logWeight }] of hypotheses.entries()) {
    const weight = Math.exp(logWeight - best);
    weights[index] = weight;
    sum += weight;
  }
  for (let index = 0; index < weights.length; index++) weights[index] = (weights[index] ?? 0) / sum;
  return weights;
};

/** Mean volts of the rest of a discharge against those of now. */
export const voltsAhead = ({ volts }: BatteryKind, gone: number): number => {
  const now = Math.min(1, gone);
  return meanVoltsFrom(volts, now) / curveAt(volts, now);
};
