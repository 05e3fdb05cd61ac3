import type { SiteReading } from "../alerts/forecast/site-reading.ts";
import {
  type BatteryPlan,
  type BatteryState,
  freshBattery,
  stepBattery,
} from "../firmware-sim/physics/battery.ts";
import { between, noise, pick, type Random, seededRandom } from "../firmware-sim/random.ts";

/** A site with a battery whose truth nobody tells the forecast. */
export interface BenchSite {
  readonly seed: string;
  readonly plan: BatteryPlan;
  readonly loadWatts: number;
  readonly ambientCelsius: number;
  readonly sensors: Sensors;
}

interface Sensors {
  readonly currentGain: number;
  readonly voltsOffset: number;
  readonly voltsStep: number;
}

/** One discharge as the sensors showed it, and when it was over. */
export interface SeenDischarge {
  readonly readings: readonly SiteReading[];
  /** Ampere-hours that had really left the battery at each reading. */
  readonly delivered: readonly number[];
  /** When the disconnect opened. */
  readonly downAtMs: number;
}

const minuteMs = 60_000;
const hourMs = 3_600_000;
const stepsAPeriod = 3;

/** A site drawn from a seed: VRLA or LFP, 60–100 % healthy, 10–45 °C, a load that lasts 2 to 12 hours. */
export const drawSite = (seed: string): BenchSite => {
  const random = seededRandom(seed);
  const chemistry = pick(random, ["vrla", "vrla", "lfp"] as const);
  const capacityAmpereHours = pick(random, [100, 150, 200, 300, 400, 600]);
  const lead = chemistry === "vrla";
  const plan: BatteryPlan = {
    chemistry,
    capacityAmpereHours,
    cells: lead ? 24 : pick(random, [15, 15, 16]),
    healthShare: between(random, 0.6, 1),
    disconnectVolts: lead ? pick(random, [43.2, 43.2, 44.4, 46]) : pick(random, [42, 43.2, 45]),
    reconnectVolts: 50,
  };
  return {
    seed,
    plan,
    loadWatts: capacityAmpereHours * 48 * between(random, 0.08, 0.3),
    ambientCelsius: between(random, 10, 45),
    sensors: {
      currentGain: 1 + noise(random, 0.03),
      voltsOffset: noise(random, 0.2),
      voltsStep: pick(random, [0.01, 0.1]),
    },
  };
};

/** Load by hour of the day, as base stations have it: least before dawn, most in the evening. */
const hourly = (atMs: number, swing: number): number => {
  const hour = ((atMs / hourMs) % 24) + 7;
  return 1 + swing * Math.cos(((hour - 20) / 12) * Math.PI);
};

const rounded = (value: number, step: number): number => Number((Math.round(value / step) * step).toFixed(3));

/** Where a discharge begins, and what it is like apart from its site. */
export interface DischargeOptions {
  readonly beginsAtMs: number;
  readonly random: Random;
  /** Battery at the start; a full one when left out. */
  readonly battery?: BatteryState;
  readonly periodMs?: number;
}

/** Discharges the site's battery down to the disconnect, under a load that wanders and takes steps. */
export const discharge = (site: BenchSite, options: DischargeOptions): SeenDischarge => {
  const { random, beginsAtMs, periodMs = minuteMs } = options;
  const ambientCelsius = Math.min(45, Math.max(10, site.ambientCelsius + noise(random, 6)));
  const swing = between(random, 0.03, 0.12);
  const usual = site.loadWatts * between(random, 0.88, 1.12);
  let battery = options.battery ?? freshBattery(site.plan, ambientCelsius);
  let step = 1;
  let delivered = 0;
  const readings: SiteReading[] = [];
  const deliveredAt: number[] = [];
  const tickMs = periodMs / stepsAPeriod;
  for (let tick = 1; ; tick++) {
    const atMs = beginsAtMs + tick * tickMs;
    if (random() < tickMs / (4 * hourMs)) step = between(random, 0.8, 1.2);
    const loadWatts = usual * hourly(atMs, swing) * step * (1 + noise(random, 0.03));
    const input = { loadWatts, rectifierVolts: 0, chargeAmperesMax: 0, ambientCelsius };
    battery = stepBattery(battery, site.plan, { ...input, elapsedSeconds: tickMs / 1_000 });
    if (!battery.isConnected) return { readings, delivered: deliveredAt, downAtMs: atMs };
    delivered += (-battery.amperes * tickMs) / hourMs;
    if (tick % stepsAPeriod !== 0) continue;
    readings.push(sensed(site, battery, { atMs, random }));
    deliveredAt.push(delivered);
  }
};

const sensed = (
  { sensors }: BenchSite,
  { volts, amperes, celsius }: BatteryState,
  { atMs, random }: { readonly atMs: number; readonly random: Random },
): SiteReading => ({
  atMs,
  mainsPresent: false,
  generatorRuns: false,
  busVolts: rounded(volts + sensors.voltsOffset + noise(random, 0.1), sensors.voltsStep),
  batteryAmperes: rounded(
    amperes * sensors.currentGain * (1 + noise(random, 0.03)) + noise(random, 0.3),
    0.1,
  ),
  loadAmperes: rounded(-amperes * (1 + noise(random, 0.04)), 0.1),
  batteryCelsius: rounded(celsius + noise(random, 1), 0.1),
  chargePercent: null,
});

/** The reading that tells, long after a discharge, that mains is there. */
export const mainsReading = (atMs: number): SiteReading => ({
  atMs,
  mainsPresent: true,
  generatorRuns: false,
  busVolts: 54,
  batteryAmperes: 0.2,
  loadAmperes: 20,
  batteryCelsius: 25,
  chargePercent: null,
});
