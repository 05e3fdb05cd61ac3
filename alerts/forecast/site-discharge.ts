import {
  type BatteryMemory,
  type Conditions,
  learnCompleted,
  learnPartly,
  strangerMemory,
} from "./battery-memory.ts";
import { type DischargeRecord, emptyRecord, record } from "./discharge-record.ts";
import { type Estimate, estimate } from "./estimate.ts";
import type { Forecast } from "./forecast.ts";
import { lookMsMin } from "./limits.ts";
import { type LoadOutlook, loadDoubt, watchLoad } from "./load-outlook.ts";
import { drainOf, freshTrust, type SensorTrust, voltsStuck, watchSensors } from "./sensor-trust.ts";
import type { SiteReading } from "./site-reading.ts";
import type { Start } from "./weighing.ts";

/** A battery that carries its site, or did until a moment ago. */
export interface Discharge {
  readonly beganAtMs: number;
  /** Time of the newest reading that was counted. */
  readonly atMs: number;
  /** Usual time between readings. */
  readonly periodMs: number;
  /** Mains or a generator came at this time; null while the battery carries the load. */
  readonly suppliedAtMs: number | null;
  readonly starts: readonly Start[];
  readonly trust: SensorTrust;
  readonly load: LoadOutlook | null;
  /** Current in ten-hour currents at the newest reading; null while none is known. */
  readonly rate: number | null;
  /** Largest doubt of the current so far, as a share. */
  readonly doubt: number;
  readonly celsius: number;
  readonly record: DischargeRecord;
}

/** What is kept of a site. */
export interface SiteState {
  readonly memory: BatteryMemory;
  readonly discharge: Discharge | null;
  /** Share of its charge that the battery lacked at an instant; null when nothing says that it lacks any. */
  readonly lack: { readonly share: number; readonly atMs: number } | null;
}

/** Nothing is known of the site. */
export const strangerState: SiteState = { memory: strangerMemory, discharge: null, lack: null };

/** A supply that lasts for less leaves the discharge open. */
const supplyMsMin = 600_000;
/** Silence of at least this length, and four periods, ends a discharge. */
const gapMsMin = 900_000;
const celsiusUsual = 25;
const voltsUsual = 48;
const normalPeriodMs = 60_000;

/** True when mains or a generator carries the load, or the battery is filled by something that nobody reports. */
const isSupplied = (reading: SiteReading, discharge: Discharge | null): boolean => {
  if (reading.mainsPresent || reading.generatorRuns) return true;
  const before = discharge?.trust.volts.value ?? null;
  const { busVolts, batteryAmperes } = reading;
  return before !== null && busVolts !== null && (batteryAmperes ?? 0) > 1 && busVolts - before > 1.5;
};

const gapMs = ({ periodMs }: Discharge): number => Math.max(gapMsMin, 4 * periodMs);

/** True when a reading closes a discharge, for which the battery has to be weighed once more. */
export const endsDischarge = ({ discharge }: SiteState, { atMs }: SiteReading): boolean =>
  discharge !== null &&
  (discharge.suppliedAtMs === null
    ? atMs - discharge.atMs > gapMs(discharge)
    : atMs - discharge.suppliedAtMs >= supplyMsMin);

/** True while a battery carries the site. */
export const isOnBattery = ({ discharge }: SiteState): boolean =>
  discharge !== null && discharge.suppliedAtMs === null;

/** What a site is known by after a reading. */
export const follow = (state: SiteState, reading: SiteReading, plateAmpereHours: number): SiteState => {
  const { discharge } = state;
  if (discharge === null) {
    return isSupplied(reading, null) ? state : begin(state, reading);
  }
  const elapsedMs = reading.atMs - discharge.atMs;
  if (elapsedMs <= 0) return state;
  if (discharge.suppliedAtMs === null && elapsedMs > gapMs(discharge)) {
    return follow(afterSilence(state, discharge, plateAmpereHours), reading, plateAmpereHours);
  }
  if (isSupplied(reading, discharge)) return supplied(state, discharge, { reading, plateAmpereHours });
  if (discharge.suppliedAtMs !== null) {
    if (reading.atMs - discharge.suppliedAtMs >= supplyMsMin)
      return begin(ended(state, discharge, plateAmpereHours), reading);
    const resumed = { ...discharge, suppliedAtMs: null, atMs: reading.atMs };
    return { ...state, discharge: { ...resumed, trust: watchSensors(discharge.trust, reading) } };
  }
  if (elapsedMs < lookMsMin) return state;
  return { ...state, discharge: advance(discharge, reading, plateAmpereHours) };
};

const begin = (state: SiteState, reading: SiteReading): SiteState => {
  const { atMs, batteryCelsius } = reading;
  const discharge: Discharge = {
    beganAtMs: atMs,
    atMs,
    periodMs: normalPeriodMs,
    suppliedAtMs: null,
    starts: startsOf(state, reading),
    // Of the sensors only what they say from now on counts: until now there was mains.
    trust: freshTrust,
    load: null,
    rate: null,
    doubt: 0,
    celsius: batteryCelsius ?? celsiusUsual,
    record: emptyRecord,
  };
  return { ...state, discharge };
};

/** Plants fill their batteries at about a tenth of the capacity an hour; the last of it takes most of a day. */
const filledAnHour = 0.08;
const lastShare = 0.06;
const lastHours = 6;
const hourMs = 3_600_000;
/** Less than this is not missing. */
const missingMin = 0.015;

const startsOf = ({ lack }: SiteState, { atMs, chargePercent }: SiteReading): readonly Start[] => {
  const hours = lack === null ? Number.POSITIVE_INFINITY : (atMs - lack.atMs) / hourMs;
  const rest = lack === null ? 0 : Math.max(0, lack.share - filledAnHour * hours);
  const last = Math.min(lack?.share ?? 0, lastShare) * Math.exp(-hours / lastHours);
  const told = lack === null && chargePercent !== null && chargePercent < 95 ? 1 - chargePercent / 100 : 0;
  const missing = Math.max(rest + (rest > 0 ? 0 : last), told);
  if (missing < missingMin) return [{ missing: 0, probability: 1 }];
  return [
    { missing: missing * 0.4, probability: 0.25 },
    { missing, probability: 0.5 },
    { missing: Math.min(0.97, missing * 1.5), probability: 0.25 },
  ];
};

const advance = (discharge: Discharge, reading: SiteReading, plateAmpereHours: number): Discharge => {
  const trust = watchSensors(discharge.trust, reading);
  const elapsedMs = reading.atMs - discharge.atMs;
  const celsius = reading.batteryCelsius ?? discharge.celsius;
  const periodMs = discharge.periodMs + (elapsedMs - discharge.periodMs) * 0.2;
  const drain = drainOf(trust);
  const seen = { ...discharge, atMs: reading.atMs, periodMs, trust, celsius };
  if (drain.kind === "unknown") return { ...seen, rate: null };
  const rate = drain.amperes / (plateAmpereHours / 10);
  const watts = drain.amperes * (reading.busVolts ?? voltsUsual);
  // Readings that nobody could count are counted with the first current that is known.
  const uncountedMs = discharge.rate === null ? reading.atMs - countedUntilMs(discharge) : elapsedMs;
  return {
    ...seen,
    rate,
    doubt: Math.max(discharge.doubt, drain.doubt),
    load: watchLoad(discharge.load, watts, elapsedMs),
    record: record(discharge.record, {
      volts: voltsStuck(trust) ? null : reading.busVolts,
      rate: discharge.rate === null ? rate : (discharge.rate + rate) / 2,
      celsius,
      elapsedMs: uncountedMs,
    }),
  };
};

const countedUntilMs = ({ load, beganAtMs, atMs }: Discharge): number => (load === null ? beganAtMs : atMs);

const conditionsOf = ({ rate, celsius }: Discharge): Conditions => ({ rate: rate ?? 1, celsius });

const estimated = (
  { memory }: SiteState,
  discharge: Discharge,
  plateAmpereHours: number,
): Estimate | null => {
  const { load, trust, record: done, starts, doubt } = discharge;
  if (load === null) return null;
  const volts = trust.volts.value;
  return estimate({
    ...{ memory, record: done, starts },
    conditions: conditionsOf(discharge),
    capacityAmpereHours: plateAmpereHours,
    volts,
    amperes: load.watts / (volts ?? voltsUsual),
    voltsBelieved: volts !== null && !voltsStuck(trust),
    noiseVariance: trust.noiseVariance,
    doubt: Math.hypot(loadDoubt(load), doubt),
  });
};

/** How long the site still has; null while its battery does not carry it. */
export const forecastOf = (state: SiteState, plateAmpereHours: number): Forecast | null => {
  const { discharge } = state;
  if (discharge === null || !isOnBattery(state)) return null;
  const { atMs } = discharge;
  if (discharge.rate === null) {
    const drain = drainOf(discharge.trust);
    return { kind: "unknown", atMs, reason: drain.kind === "unknown" ? drain.reason : "no-current" };
  }
  const found = estimated(state, discharge, plateAmpereHours);
  if (found === null) return { kind: "unknown", atMs, reason: "no-current" };
  if (found.kind === "unknown") return { kind: "unknown", atMs, reason: found.reason };
  return { kind: "minutes", atMs, p10: found.p10, p50: found.p50, p90: found.p90 };
};

const supplied = (
  state: SiteState,
  discharge: Discharge,
  { reading, plateAmpereHours }: { readonly reading: SiteReading; readonly plateAmpereHours: number },
): SiteState => {
  if (discharge.suppliedAtMs === null)
    return { ...state, discharge: { ...discharge, suppliedAtMs: reading.atMs, atMs: reading.atMs } };
  if (reading.atMs - discharge.suppliedAtMs < supplyMsMin) return state;
  return ended(state, discharge, plateAmpereHours);
};

const missingOf = (starts: readonly Start[]): { readonly mean: number; readonly deviation: number } => {
  const mean = starts.reduce((sum, { missing, probability }) => sum + missing * probability, 0);
  const square = starts.reduce((sum, { missing, probability }) => sum + missing ** 2 * probability, 0);
  return { mean, deviation: Math.sqrt(Math.max(0, square - mean ** 2)) };
};

/** The discharge is over and did not reach the disconnect: what it showed of the battery is kept. */
const ended = (state: SiteState, discharge: Discharge, plateAmpereHours: number): SiteState => {
  const found = estimated(state, discharge, plateAmpereHours);
  const { taken } = discharge.record;
  const missing = missingOf(discharge.starts).mean;
  const atMs = discharge.suppliedAtMs ?? discharge.atMs;
  if (found === null || found.kind === "unknown") {
    return { ...state, discharge: null, lack: { share: Math.min(1, missing + taken.lithium), atMs } };
  }
  const gone = Math.min(1, missing + taken.lithium / Math.exp(found.logShare));
  return {
    memory: learnPartly(state.memory, { ...found, ...conditionsOf(discharge) }),
    discharge: null,
    lack: { share: gone, atMs },
  };
};

/** Volts at which any disconnect is near, and above a known one. */
const nearEndVolts = { any: 46.9, aboveKnown: 0.6 } as const;
const nearEndMinutes = 12;

const afterSilence = (state: SiteState, discharge: Discharge, plateAmpereHours: number): SiteState => {
  const found = estimated(state, discharge, plateAmpereHours);
  const volts = voltsStuck(discharge.trust) ? null : discharge.trust.volts.value;
  const known = state.memory.endVolts;
  const wasNear =
    (volts !== null && volts <= (known === null ? nearEndVolts.any : known + nearEndVolts.aboveKnown)) ||
    (found?.kind === "minutes" && found.p50 < nearEndMinutes);
  if (!wasNear || discharge.rate === null) return ended(state, discharge, plateAmpereHours);
  const missing = missingOf(discharge.starts);
  const conditions = conditionsOf(discharge);
  return {
    memory: learnCompleted(state.memory, {
      ...conditions,
      record: record(discharge.record, {
        ...conditions,
        ...{ volts: null, rate: discharge.rate, elapsedMs: discharge.periodMs / 2 },
      }),
      missing: missing.mean,
      missingDeviation: missing.deviation,
      endVolts: volts,
      doubt: discharge.doubt,
      kinds: found?.kind === "minutes" && volts !== null ? found.kinds : null,
    }),
    discharge: null,
    lack: { share: 1, atMs: discharge.atMs },
  };
};
