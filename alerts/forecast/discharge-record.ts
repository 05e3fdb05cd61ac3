import { type Chemistry, deliverableShare } from "./battery-kinds.ts";
import { stretchesMax } from "./limits.ts";

/** Charge taken out, as a share of the name plate at standard current and temperature, by what the battery is made of. */
export type Taken = Readonly<Record<Chemistry, number>>;

/** What one stretch of a discharge showed, in means over its readings. */
export interface Stretch {
  readonly taken: Taken;
  readonly volts: number;
  /** Current in ten-hour currents of the name plate. */
  readonly rate: number;
  readonly readings: number;
}

/** A discharge as it is remembered: stretches of about equal charge, the last one open. */
export interface DischargeRecord {
  readonly taken: Taken;
  readonly stretches: readonly Stretch[];
  readonly open: Stretch | null;
}

/** Share of the name plate that a stretch covers. */
const stretchShare = 0.02;

/** A discharge that just began. */
export const emptyRecord: DischargeRecord = {
  taken: { lead: 0, lithium: 0 },
  stretches: [],
  open: null,
};

/** One reading of a discharge, and how long it stands for. */
export interface DischargeStep {
  readonly volts: number | null;
  readonly rate: number;
  readonly celsius: number;
  readonly elapsedMs: number;
}

const hourMs = 3_600_000;

const takenAfter = (taken: Taken, { rate, celsius, elapsedMs }: DischargeStep): Taken => {
  // The ten-hour current takes a tenth of the name plate in an hour.
  const share = (rate * elapsedMs) / (10 * hourMs);
  return {
    lead: taken.lead + share / deliverableShare("lead", rate, celsius),
    lithium: taken.lithium + share / deliverableShare("lithium", rate, celsius),
  };
};

const join = (
  open: Stretch | null,
  taken: Taken,
  { volts, rate }: { volts: number; rate: number },
): Stretch => {
  if (open === null) return { taken, volts, rate, readings: 1 };
  const part = 1 / (open.readings + 1);
  const toward = (from: number, to: number): number => from + (to - from) * part;
  return {
    taken: {
      lead: toward(open.taken.lead, taken.lead),
      lithium: toward(open.taken.lithium, taken.lithium),
    },
    volts: toward(open.volts, volts),
    rate: toward(open.rate, rate),
    readings: open.readings + 1,
  };
};

/** The record with one more reading; without a voltage only the charge is counted. */
export const record = (before: DischargeRecord, step: DischargeStep): DischargeRecord => {
  const taken = takenAfter(before.taken, step);
  if (step.volts === null) return { ...before, taken };
  const open = join(before.open, taken, { volts: step.volts, rate: step.rate });
  const began = before.stretches.length * stretchShare;
  if (taken.lithium - began < stretchShare || before.stretches.length >= stretchesMax)
    return { ...before, taken, open };
  return { taken, stretches: [...before.stretches, closed(open)], open: null };
};

/** Kept with as many digits as they mean, so that a row of the journal stays short. */
const closed = ({ taken, volts, rate, readings }: Stretch): Stretch => ({
  taken: { lead: rounded(taken.lead), lithium: rounded(taken.lithium) },
  volts: rounded(volts),
  rate: rounded(rate),
  readings,
});

const rounded = (value: number): number => Number(value.toPrecision(6));

/** All stretches, the open one too. */
export const stretchesOf = ({ stretches, open }: DischargeRecord): readonly Stretch[] =>
  open === null ? stretches : [...stretches, open];
