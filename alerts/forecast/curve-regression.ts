import { type BatteryKind, type Chemistry, curveAt, dropAt } from "./battery-kinds.ts";
import type { Stretch } from "./discharge-record.ts";

/** How a battery's curve differs from its kind's, by the voltage seen. */
export interface CurveFit {
  readonly offsetVolts: number;
  readonly slopeShare: number;
  /** Fall for each further ten-hour current, of a full battery. */
  readonly dropVolts: number;
}

/** How well a battery explains the voltage seen. */
export interface CurveMatch {
  readonly logLikelihood: number;
  /** Mean squared deviation of the voltage seen from what it expects, in units of what it allows. */
  readonly misfit: number;
  readonly fit: CurveFit;
}

/** What was seen of a discharge, in columns for one chemistry: what all batteries of it share is worked out once. */
export interface VoltageColumns {
  readonly taken: Float64Array;
  readonly volts: Float64Array;
  /** One less the rate. */
  readonly relief: Float64Array;
  /** Variance of the voltage by noise and by the settling of the first minutes; V². */
  readonly variance: Float64Array;
}

/** From stretch to stretch a curve wanders: temperature, diffusion, steps of the load. So the newest counts most. */
const wanderVariance = 0.12 ** 2;
/** Volts by which the first minutes, dip and recovery of lead, differ from any curve; fades with the charge taken. */
const settlingVolts = 0.6;
const settlingShare = 0.012;

/** The stretches of a discharge for one chemistry; `noiseVariance` of one voltage reading, V². */
export const voltageColumns = (
  stretches: readonly Stretch[],
  chemistry: Chemistry,
  noiseVariance: number,
): VoltageColumns => {
  const taken = Float64Array.from(stretches, (stretch) => stretch.taken[chemistry]);
  return {
    taken,
    volts: Float64Array.from(stretches, ({ volts }) => volts),
    relief: Float64Array.from(stretches, ({ rate }) => 1 - rate),
    variance: Float64Array.from(stretches, ({ readings }, at) => {
      const settling = settlingVolts * Math.exp(-(taken[at] ?? 0) / settlingShare);
      return settling ** 2 + noiseVariance / readings;
    }),
  };
};

/**
 * A Bayesian linear regression of the voltage seen in height, steepness and inner drop of a kind's curve, for a battery
 * that delivers `share` of its name plate and lacked `missing` of that at first: one voltage after the other (the
 * Kalman filter's update). It runs for each of hundreds of batteries at each look, so it works on plain numbers.
 */
export const matchCurve = (
  { volts: curve, spread, chemistry }: BatteryKind,
  { share, missing }: { readonly share: number; readonly missing: number },
  seen: VoltageColumns,
): CurveMatch => {
  const { length } = seen.taken;
  const middle = curveAt(curve, 0.5);
  const formVariance = spread.formVolts ** 2;
  let offset = 0;
  let slope = 0;
  let drop = spread.dropVoltsMean;
  let oo = spread.offsetVolts ** 2;
  let ss = spread.slopeShare ** 2;
  let dd = spread.dropVolts ** 2;
  let os = 0;
  let od = 0;
  let sd = 0;
  let squares = 0;
  // One logarithm of the product instead of one of each: variances of 72 stretches stay far within a double.
  let variances = 1;
  for (let at = 0; at < length; at++) {
    oo += wanderVariance;
    const gone = missing + (seen.taken[at] ?? 0) / share;
    const expected = curveAt(curve, gone);
    const steep = expected - middle;
    const fall = (seen.relief[at] ?? 0) * dropAt(chemistry, gone);
    const toOffset = oo + steep * os + fall * od;
    const toSlope = os + steep * ss + fall * sd;
    const toDrop = od + steep * sd + fall * dd;
    const allowed = formVariance + (seen.variance[at] ?? 0);
    const variance = allowed + toOffset + steep * toSlope + fall * toDrop;
    const miss = (seen.volts[at] ?? 0) - expected - offset - slope * steep - drop * fall;
    const gain = miss / variance;
    variances *= variance;
    squares += miss * gain;
    offset += toOffset * gain;
    slope += toSlope * gain;
    drop += toDrop * gain;
    const certainty = 1 / variance;
    oo -= toOffset * toOffset * certainty;
    ss -= toSlope * toSlope * certainty;
    dd -= toDrop * toDrop * certainty;
    os -= toOffset * toSlope * certainty;
    od -= toOffset * toDrop * certainty;
    sd -= toSlope * toDrop * certainty;
  }
  return {
    logLikelihood: -(Math.log(variances) + squares) / 2,
    misfit: length === 0 ? 0 : squares / length,
    fit: { offsetVolts: offset, slopeShare: slope, dropVolts: drop },
  };
};
