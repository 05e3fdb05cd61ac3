/** What a battery is made of, as far as its discharge tells. */
export type Chemistry = "lead" | "lithium";

/**
 * A kind of 48 V battery as the forecast imagines it: a curve of bus volts over the share of the charge that it
 * delivers until its disconnect, and how that charge depends on current and temperature.
 */
export interface BatteryKind {
  readonly name: string;
  readonly chemistry: Chemistry;
  /** Bus volts at the ten-hour current, at evenly spaced shares delivered from 0 to 1. */
  readonly volts: readonly number[];
  /** Probability before any reading. */
  readonly prior: number;
  /** Standard deviations of what differs between batteries of the kind. */
  readonly spread: CurveSpread;
}

/** How far the curve of a real battery may lie from the kind's; standard deviations. */
export interface CurveSpread {
  /** Of the whole curve up or down: cells, float history, sensor; V. */
  readonly offsetVolts: number;
  /** Of the steepness, as a share. */
  readonly slopeShare: number;
  /** Of the fall for each further ten-hour current. */
  readonly dropVolts: number;
  /** Mean of that fall; V. */
  readonly dropVoltsMean: number;
  /** Of what is left: the form of the curve; V. */
  readonly formVolts: number;
}

/** Points of a curve. */
export const curvePoints = 21;

const leadCells = 24;
/**
 * Volts a cell at C10, 25 °C: the form that makers of VRLA batteries print in their data sheets, sinking slowly, then
 * ever faster to 1.80 V.
 */
const leadCell = [
  2.085, 2.068, 2.057, 2.047, 2.037, 2.027, 2.017, 2.007, 1.997, 1.987, 1.976, 1.965, 1.953, 1.941, 1.928,
  1.914, 1.899, 1.882, 1.862, 1.837, 1.8,
];
/** Volts a cell of lithium iron phosphate at C/10: flat, with a step near the middle and a knee at the end. */
const lithiumCell = [
  3.335, 3.315, 3.305, 3.3, 3.296, 3.292, 3.289, 3.286, 3.282, 3.277, 3.27, 3.263, 3.257, 3.251, 3.243, 3.232,
  3.216, 3.194, 3.16, 3.08, 2.85,
];

/** A curve cut off at a share of its charge and stretched over the rest, as an earlier disconnect does. */
const cutAt = (curve: readonly number[], end: number): readonly number[] =>
  curve.map((_, point) => curveAt(curve, (point / (curvePoints - 1)) * end));

/** The curve's volts at a share delivered; beyond its ends it goes on as steep as there. */
export const curveAt = (curve: readonly number[], share: number): number => {
  const place = share * (curvePoints - 1);
  const left = Math.min(curvePoints - 2, Math.max(0, Math.floor(place)));
  const from = curve[left] ?? 0;
  return from + ((curve[left + 1] ?? 0) - from) * (place - left);
};

/** Mean volts from a share delivered on to the end. */
export const meanVoltsFrom = (curve: readonly number[], share: number): number => {
  const steps = 4;
  let sum = 0;
  for (let step = 0; step < steps; step++)
    sum += curveAt(curve, share + ((1 - share) * (step + 0.5)) / steps);
  return sum / steps;
};

const bus = (cell: readonly number[], cells: number): readonly number[] => cell.map((volts) => volts * cells);

const leadSpread: CurveSpread = {
  offsetVolts: 0.35,
  slopeShare: 0.15,
  dropVolts: 0.3,
  dropVoltsMean: 0.45,
  formVolts: 0.35,
};
const lithiumSpread: CurveSpread = {
  offsetVolts: 0.35,
  slopeShare: 0.2,
  dropVolts: 0.2,
  dropVoltsMean: 0.3,
  formVolts: 0.35,
};

/**
 * The kinds that stand at sites: lead with two usual disconnects (1.80 V a cell, which makers ask for, and 1.93 V, which
 * spares the battery), lithium of 15 and 16 cells.
 */
export const batteryKinds: readonly BatteryKind[] = [
  { name: "lead-43", chemistry: "lead", volts: bus(leadCell, leadCells), prior: 0.45, spread: leadSpread },
  {
    name: "lead-46",
    chemistry: "lead",
    volts: cutAt(bus(leadCell, leadCells), 0.8),
    prior: 0.1,
    spread: leadSpread,
  },
  {
    name: "lithium-15",
    chemistry: "lithium",
    volts: bus(lithiumCell, 15),
    prior: 0.2,
    spread: lithiumSpread,
  },
  {
    name: "lithium-16",
    chemistry: "lithium",
    volts: bus(lithiumCell, 16),
    prior: 0.25,
    spread: lithiumSpread,
  },
];

const peukert: Readonly<Record<Chemistry, number>> = { lead: 1.17, lithium: 1.03 };

/**
 * The charge that a battery delivers at a current and temperature, as a share of what it delivers in ten hours at
 * 25 °C: Peukert's law, and for lead 0.7 % a degree (IEC 60896-11 has 0.6 % for slow, 1 % for fast discharges).
 * `rate` is the current in ten-hour currents of the name plate.
 */
export const deliverableShare = (chemistry: Chemistry, rate: number, celsius: number): number => {
  const bounded = Math.min(6, Math.max(0.25, rate));
  return bounded ** (1 - peukert[chemistry]) * warmthShare(chemistry, celsius);
};

const warmthShare = (chemistry: Chemistry, celsius: number): number => {
  const degrees = Math.min(50, Math.max(-15, celsius)) - 25;
  return chemistry === "lead"
    ? Math.min(1.1, 1 + 0.007 * degrees)
    : Math.min(1.01, 1 + (degrees < 0 ? 0.004 : 0.0005) * degrees);
};

/** The inner drop of lead grows as it empties. */
export const dropAt = (chemistry: Chemistry, gone: number): number =>
  chemistry === "lead" ? 1 + 0.7 * Math.min(1, gone) : 1;
