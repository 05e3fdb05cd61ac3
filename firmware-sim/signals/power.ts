import { between, noise, type Random } from "../random.ts";
import { daily, rounded, type Values } from "./shape.ts";

/** What a site's power plant is built of. */
export interface PowerPlant {
  readonly mainsVolts: number;
  readonly loadAmperes: number;
  readonly capacityAmpereHours: number;
  readonly healthPercent: number;
  readonly rectifiers: number;
  readonly fuelPercent: number;
}

/** How full the battery is, 0–1. */
export interface Power {
  readonly charge: number;
}

/** Figures of the plan that a simulated plant keeps to. */
export interface PowerPlan {
  readonly plantCurrentAmperes?: number;
  readonly batteryCapacityAmpereHours?: number;
}

const secondsAnHour = 3600;
const floatVolts = 54;
const boostVolts = 55.2;
/** Lead-acid under load: so many volts when full, sinking by so many until empty. */
const dischargeFullVolts = 50.7;
const dischargeFallVolts = 6.5;
const chargeShareAnHour = 0.1;
const rectifierEfficiency = 0.93;
const autonomyMinutesMax = 2880;
/** Plants are laid out for about this many hours on battery, and for twice their load. */
const autonomyHoursMin = 6.5;
const loadShareMax = 0.5;

/** A plant as it might stand at a site, drawn once. */
export const drawPowerPlant = (plan: PowerPlan, random: Random): PowerPlant => {
  const capacity = plan.batteryCapacityAmpereHours ?? 100 * Math.round(between(random, 3, 6));
  const wanted = between(random, 25, 45);
  const plant = (plan.plantCurrentAmperes ?? 200) * loadShareMax;
  return {
    mainsVolts: between(random, 222, 230),
    loadAmperes: Math.min(wanted, plant, capacity / autonomyHoursMin),
    capacityAmpereHours: capacity,
    healthPercent: between(random, 88, 99),
    rectifiers: 3 + Math.floor(random() * 3),
    fuelPercent: between(random, 68, 95),
  };
};

const loadAt = (plant: PowerPlant, nowMs: number): number =>
  plant.loadAmperes * (0.93 + 0.05 * daily(nowMs, 20));

/** The battery after a while: drained by the load without mains, else filled at a tenth of its capacity an hour. */
export const stepPower = (
  power: Power,
  plant: PowerPlant,
  input: { readonly nowMs: number; readonly elapsedSeconds: number; readonly mainsLost: boolean },
): Power => {
  const hours = input.elapsedSeconds / secondsAnHour;
  const drained = (loadAt(plant, input.nowMs) / plant.capacityAmpereHours) * hours;
  const change = input.mainsLost ? -drained : chargeShareAnHour * hours;
  return { charge: Math.min(1, Math.max(0, power.charge + change)) };
};

const mainsValues = (plant: PowerPlant, nowMs: number, random: Random): Values => {
  const volts = plant.mainsVolts - 3 * daily(nowMs, 19) + noise(random, 1.5);
  const watts = (loadAt(plant, nowMs) * floatVolts) / rectifierEfficiency;
  return {
    "mains.voltage": rounded(volts, 1),
    "mains.present": true,
    "mains.frequency": rounded(50 + noise(random, 0.08), 2),
    "mains.current": rounded(watts / volts + noise(random, 0.2), 1),
  };
};

/** A dead mains has no frequency to measure. */
const mainsLostValues: Values = { "mains.voltage": 0, "mains.present": false, "mains.current": 0 };

const busVolts = (power: Power, mainsLost: boolean): number => {
  if (mainsLost) return dischargeFullVolts - dischargeFallVolts * (1 - power.charge);
  return power.charge < 1 ? boostVolts : floatVolts;
};

const batteryAmperes = (power: Power, plant: PowerPlant, load: number): number =>
  power.charge < 1 ? chargeShareAnHour * plant.capacityAmpereHours : 0.002 * load;

/** What the power plant reports. */
export const powerValues = (
  power: Power,
  plant: PowerPlant,
  input: {
    readonly nowMs: number;
    readonly mainsLost: boolean;
    readonly batteryCelsius: number;
    readonly random: Random;
  },
): Values => {
  const { nowMs, mainsLost, random } = input;
  const load = loadAt(plant, nowMs);
  const autonomy = (power.charge * plant.capacityAmpereHours * 60) / load;
  const battery = mainsLost ? -load : batteryAmperes(power, plant, load);
  return {
    ...(mainsLost ? mainsLostValues : mainsValues(plant, nowMs, random)),
    "dc.bus.voltage": rounded(busVolts(power, mainsLost) + noise(random, 0.05), 2),
    "dc.load.current": rounded(load + noise(random, 0.4), 1),
    "battery.current": rounded(battery + noise(random, 0.1), 1),
    "battery.temperature": rounded(input.batteryCelsius + noise(random, 0.1), 1),
    "battery.midpoint.deviation": rounded(0.4 + noise(random, 0.1), 2),
    "battery.soc": rounded(power.charge * 100, 1),
    "battery.autonomy": Math.min(autonomyMinutesMax, Math.round(autonomy)),
    "battery.soh": rounded(plant.healthPercent, 1),
    "rectifier.ok": plant.rectifiers,
    "rectifier.total": plant.rectifiers,
    "genset.state": "stopped",
    "genset.fuel": rounded(plant.fuelPercent + noise(random, 0.1), 1),
  };
};
