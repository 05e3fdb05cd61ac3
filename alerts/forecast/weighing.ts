import { type BatteryKind, curveAt, dropAt, meanVoltsFrom } from "./battery-kinds.ts";
import type { ShareGrid } from "./capacity-belief.ts";
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

/** How a battery's curve differs from its kind's, by the voltage seen. */
export interface CurveFit {
  readonly offsetVolts: number;
  readonly slopeShare: number;
  /** Fall for each further ten-hour current, of a full battery. */
  readonly dropVolts: number;
}

/** What the batteries are weighed by. */
export interface Evidence {
  readonly stretches: readonly Stretch[];
  readonly taken: Taken;
  readonly starts: readonly Start[];
  /** Variance of one voltage reading by noise; V². */
  readonly noiseVariance: number;
}

/** Neighbouring stretches err alike: so much of each one's evidence counts. */
const evidenceWeight = 0.45;
/** From stretch to stretch a curve wanders: temperature, diffusion, steps of the load. So the newest counts most. */
const wanderVolts = 0.12;
/** Volts by which the first minutes, dip and recovery of lead, differ from any curve; fades with the charge taken. */
const settlingVolts = 0.6;
const settlingShare = 0.012;
/** Share by which a battery may outlive its own end before it is thought to be another. */
const outliveShare = 0.015;

/**
 * Weighs every battery that it may be by the voltage seen. Height, steepness and inner drop of its curve are unknown
 * and integrated out: a Bayesian linear regression in three coefficients, one voltage after the other (the Kalman
 * filter's update, Rao-Blackwellised over the grid of capacities).
 */
export const weigh = (candidates: readonly Candidate[], evidence: Evidence): Hypothesis[] => {
  const hypotheses: Hypothesis[] = [];
  candidates.forEach((candidate, index) => {
    for (const start of evidence.starts) {
      for (let point = 0; point < candidate.grid.share.length; point++) {
        const share = candidate.grid.share[point] ?? 1;
        const { chemistry } = candidate.kind;
        const gone = start.missing + evidence.taken[chemistry] / share;
        const prior =
          Math.log(candidate.probability * start.probability) + (candidate.grid.logPrior[point] ?? 0);
        const outlived = Math.max(0, gone - 1) / outliveShare;
        if (outlived > 6) continue;
        const { logLikelihood, misfit, fit } = likelihood(
          candidate.kind,
          { share, missing: start.missing },
          evidence,
        );
        const logWeight = prior + evidenceWeight * logLikelihood - outlived ** 2 / 2;
        hypotheses.push({ candidate: index, share, gone, logWeight, misfit, fit });
      }
    }
  });
  return hypotheses;
};

const likelihood = (
  { volts: curve, spread, chemistry }: BatteryKind,
  { share, missing }: { readonly share: number; readonly missing: number },
  { stretches, noiseVariance }: Evidence,
): { readonly logLikelihood: number; readonly misfit: number; readonly fit: CurveFit } => {
  const middle = curveAt(curve, 0.5);
  let offset = 0;
  let slope = 0;
  let drop = spread.dropVoltsMean;
  let oo = spread.offsetVolts ** 2;
  let ss = spread.slopeShare ** 2;
  let dd = spread.dropVolts ** 2;
  let os = 0;
  let od = 0;
  let sd = 0;
  let logLikelihood = 0;
  let squares = 0;
  for (const stretch of stretches) {
    oo += wanderVolts ** 2;
    const taken = stretch.taken[chemistry];
    const expected = curveAt(curve, missing + taken / share);
    const steep = expected - middle;
    const fall = (1 - stretch.rate) * dropAt(chemistry, missing + taken / share);
    const settling = settlingVolts * Math.exp(-taken / settlingShare);
    const allowed = spread.formVolts ** 2 + settling ** 2 + noiseVariance / stretch.readings;
    const toOffset = oo + steep * os + fall * od;
    const toSlope = os + steep * ss + fall * sd;
    const toDrop = od + steep * sd + fall * dd;
    const variance = allowed + toOffset + steep * toSlope + fall * toDrop;
    const miss = stretch.volts - expected - offset - slope * steep - drop * fall;
    logLikelihood -= (Math.log(variance) + (miss * miss) / variance) / 2;
    squares += (miss * miss) / variance;
    const gain = miss / variance;
    offset += toOffset * gain;
    slope += toSlope * gain;
    drop += toDrop * gain;
    oo -= (toOffset * toOffset) / variance;
    ss -= (toSlope * toSlope) / variance;
    dd -= (toDrop * toDrop) / variance;
    os -= (toOffset * toSlope) / variance;
    od -= (toOffset * toDrop) / variance;
    sd -= (toSlope * toDrop) / variance;
  }
  return {
    logLikelihood,
    misfit: stretches.length === 0 ? 0 : squares / stretches.length,
    fit: { offsetVolts: offset, slopeShare: slope, dropVolts: drop },
  };
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
  const best = hypotheses.reduce(
    (most, { logWeight }) => Math.max(most, logWeight),
    Number.NEGATIVE_INFINITY,
  );
  const weights = Float64Array.from(hypotheses, ({ logWeight }) => Math.exp(logWeight - best));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
};

/** Mean volts of the rest of a discharge against those of now. */
export const voltsAhead = ({ volts }: BatteryKind, gone: number): number => {
  const now = Math.min(1, gone);
  return meanVoltsFrom(volts, now) / curveAt(volts, now);
};
