import type { UnknownReason } from "./forecast.ts";
import type { SiteReading } from "./site-reading.ts";

/** How often in a row a sensor said the very same during a discharge. */
interface Repeats {
  readonly value: number | null;
  readonly times: number;
  /** True once it said something else during this discharge. */
  readonly moved: boolean;
}

/** What a discharge has shown of its sensors so far. */
export interface SensorTrust {
  readonly battery: Repeats;
  readonly load: Repeats;
  readonly volts: Repeats;
  /** Of one voltage reading, from the jumps between neighbours; V². */
  readonly noiseVariance: number;
}

const never: Repeats = { value: null, times: 0, moved: false };

/** Nothing is known of the sensors yet. */
export const freshTrust: SensorTrust = {
  battery: never,
  load: never,
  volts: never,
  noiseVariance: 0.05 ** 2,
};

/** A sensor under load that says the very same so often is taken for stuck; a coarse one may, for longer. */
const stuckTimes = { fine: 8, coarse: 40 } as const;
/** Jumps beyond this are steps of the load, no noise. */
const noiseVoltsMax = 1.5;

const repeated = (before: Repeats, value: number | null): Repeats => {
  // A sensor that fell silent is not believed for what it said last.
  if (value === null) return never;
  if (before.value === null) return { value, times: 1, moved: false };
  return value === before.value ? { ...before, times: before.times + 1 } : { value, times: 1, moved: true };
};

const isStuck = ({ value, times }: Repeats, stepSize: number): boolean =>
  value !== null && times >= (Number.isInteger(value / stepSize) ? stuckTimes.coarse : stuckTimes.fine);

/** True while the voltage has stood still for longer than one under load can. */
export const voltsStuck = ({ volts }: SensorTrust): boolean => isStuck(volts, 0.5);

/** What is known of the sensors after another reading. */
export const watchSensors = (before: SensorTrust, reading: SiteReading): SensorTrust => {
  const volts = repeated(before.volts, reading.busVolts);
  const jump = Math.min(
    noiseVoltsMax,
    Math.abs((volts.value ?? 0) - (before.volts.value ?? volts.value ?? 0)),
  );
  return {
    battery: repeated(before.battery, reading.batteryAmperes),
    load: repeated(before.load, reading.loadAmperes),
    volts,
    // The difference of two readings has twice the variance of one.
    noiseVariance: before.noiseVariance * 0.92 + (jump ** 2 / 2) * 0.08,
  };
};

/** The current that the battery gives, and how far it may be wrong. */
export type Drain =
  | { readonly kind: "known"; readonly amperes: number; readonly doubt: number }
  | { readonly kind: "unknown"; readonly reason: UnknownReason };

/** Smallest current that is a site's load; A. */
const loadAmperesMin = 0.5;
const doubts = { both: 0.02, batteryOnly: 0.04, loadOnly: 0.06, other: 0.1 } as const;
/** Two sensors whose ratio lies within this agree. */
const agreeRatio = 1.25;
/** Beyond this ratio nobody can say which of them to believe. */
const quarrelRatio = 1.6;

const alive = (repeats: Repeats): number | null => {
  const amperes = Math.abs(repeats.value ?? 0);
  return amperes >= loadAmperesMin && !isStuck(repeats, 1) ? amperes : null;
};

/** One sensor alone is believed once it moved: what stands still from the first reading may have stood before. */
const alone = ({ moved }: Repeats, amperes: number, doubt: number): Drain =>
  moved ? { kind: "known", amperes, doubt } : { kind: "unknown", reason: "no-current" };

/**
 * The current to count with: on battery the battery gives what the load takes, so that either sensor tells, whatever
 * its sign. A sensor that stands still, or says nothing under load, is not believed.
 */
export const drainOf = ({ battery, load }: SensorTrust): Drain => {
  const given = alive(battery);
  const taken = alive(load);
  if (given === null && taken === null) return { kind: "unknown", reason: "no-current" };
  if (given === null) return alone(load, taken ?? 0, battery.value === null ? doubts.loadOnly : doubts.other);
  if (taken === null) return alone(battery, given, load.value === null ? doubts.batteryOnly : doubts.other);
  const ratio = Math.max(given / taken, taken / given);
  if (ratio <= agreeRatio) return { kind: "known", amperes: given, doubt: doubts.both };
  if (ratio > quarrelRatio) return { kind: "unknown", reason: "currents-disagree" };
  return { kind: "known", amperes: Math.sqrt(given * taken), doubt: Math.log(ratio) / 2 + doubts.other };
};
