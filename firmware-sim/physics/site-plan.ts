import { between, noise, pick, type Random } from "../random.ts";
import type { SimulatedNode, SimulatedPlan } from "../simulated-node.ts";
import type { BatteryPlan } from "./battery.ts";
import { chemistries } from "./chemistry.ts";
import type { FibrePlan } from "./fibre.ts";
import type { GeneratorPlan } from "./generator.ts";
import type { MainsPlan } from "./mains.ts";
import { type HopPlan, hopPlan } from "./microwave.ts";
import type { PowerPlan } from "./power-plant.ts";

/** A site as it was built. */
export interface SitePlan {
  readonly mains: MainsPlan;
  readonly power: PowerPlan;
  /** Most that the site draws from its DC bus. */
  readonly loadWattsMax: number;
  /** By how much this place is warmer than the province. */
  readonly warmerCelsius: number;
  /** At the start. */
  readonly fuelShare: number;
  readonly runtimeHours: number;
  readonly hops: readonly { readonly node: string; readonly plan: HopPlan }[];
  readonly fibres: readonly { readonly node: string; readonly plan: FibrePlan }[];
  /** Whose base stations share the energy, one entry for each station. */
  readonly tenants: readonly string[];
}

/** Places of one province differ by this much from their mean. */
const warmerCelsiusMax = 4;
const floatVolts = 54;
const boostVolts = 56.4;
const moduleWatts = 3000;
const plantAmperesDefault = 200;
/** Plants are laid out for about this many hours on battery, and for twice their load. */
const autonomyHoursMin = 6.5;
const loadShareMax = 0.5;
/** Smaller plants stand at sites that are reached by a technician with a portable set. */
const generatorAmperesMin = 150;
const lfpShare = 0.25;
const rslDbm = -42;
const receiverThresholdDbm = -72;
const opticalDbm = -9;
const opticalDbmMin = -24;
const fibreKinds = ["router", "switch", "olt"];

/** Bands with the lengths of hop for which they are used. */
const bands: readonly { readonly gigahertz: number; readonly kilometres: readonly [number, number] }[] = [
  { gigahertz: 7, kilometres: [18, 30] },
  { gigahertz: 8, kilometres: [15, 25] },
  { gigahertz: 15, kilometres: [6, 12] },
  { gigahertz: 18, kilometres: [4, 8] },
  { gigahertz: 23, kilometres: [2, 4] },
];

const drawBattery = (planned: SimulatedPlan, random: Random): BatteryPlan => {
  const drawnAmpereHours = 100 * Math.round(between(random, 3, 6));
  const isLithium = random() < lfpShare;
  const drawnHealth = between(random, 0.88, 0.99);
  const chemistry = planned.batteryChemistry ?? (isLithium ? "lfp" : "vrla");
  return {
    chemistry,
    capacityAmpereHours: planned.batteryCapacityAmpereHours ?? drawnAmpereHours,
    cells: Math.round(floatVolts / chemistries[chemistry].floatVolts),
    healthShare: planned.batteryHealthShare ?? drawnHealth,
    disconnectVolts: 43.2,
    reconnectVolts: 51,
  };
};

const generatorOf = (planned: SimulatedPlan): GeneratorPlan | null => {
  const plant = planned.plantCurrentAmperes ?? 0;
  const ratedWatts = planned.generatorWatts ?? (plant >= generatorAmperesMin ? plant * 75 : 0);
  if (ratedWatts <= 0) return null;
  return { ratedWatts, tankLitres: 200, startFailureShare: 0.05 };
};

const drawPower = (planned: SimulatedPlan, random: Random): PowerPlan => {
  const battery = drawBattery(planned, random);
  const plant = planned.plantCurrentAmperes ?? plantAmperesDefault;
  const isLead = battery.chemistry === "vrla";
  return {
    rectifier: { modules: Math.max(2, Math.ceil((plant * floatVolts) / moduleWatts)), moduleWatts },
    battery,
    generator: generatorOf(planned),
    floatVolts,
    boostVolts: isLead ? boostVolts : floatVolts,
    compensationVoltsAKelvin: isLead ? 0.003 * battery.cells : 0,
    chargeRateMax: 0.1,
  };
};

const drawLoadWatts = (planned: SimulatedPlan, power: PowerPlan, random: Random): number => {
  const wanted = between(random, 25, 45);
  const plant = (planned.plantCurrentAmperes ?? plantAmperesDefault) * loadShareMax;
  const amperes = Math.min(wanted, plant, power.battery.capacityAmpereHours / autonomyHoursMin);
  return planned.loadWatts ?? amperes * floatVolts;
};

const drawHop = (planned: SimulatedPlan, random: Random): HopPlan => {
  const band = pick(random, bands);
  const kilometres = between(random, ...band.kilometres);
  return hopPlan({
    frequencyGigahertz: planned.frequencyGigahertz ?? band.gigahertz,
    kilometres: planned.hopKilometres ?? kilometres,
    plannedRslDbm: planned.plannedRslDbm ?? rslDbm,
    receiverThresholdDbm: planned.receiverThresholdDbm ?? receiverThresholdDbm,
  });
};

/** A site as it might stand there, drawn once; figures that the plan of its nodes gives are kept to. */
export const drawSitePlan = (nodes: readonly SimulatedNode[], random: Random): SitePlan => {
  const planned = nodes.find(({ kind }) => kind === "power")?.planned ?? {};
  const mains = { volts: between(random, 222, 230), swingVolts: between(random, 2, 4) };
  const power = drawPower(planned, random);
  return {
    mains,
    power,
    loadWattsMax: drawLoadWatts(planned, power, random),
    warmerCelsius: noise(random, warmerCelsiusMax),
    fuelShare: between(random, 0.68, 0.95),
    runtimeHours: between(random, 20, 230),
    hops: nodes
      .filter(({ kind }) => kind === "microwave")
      .map(({ code, planned: figures = {} }) => ({ node: code, plan: drawHop(figures, random) })),
    fibres: nodes
      .filter(({ kind }) => fibreKinds.includes(kind))
      .map(({ code, planned: figures = {} }) => ({
        node: code,
        plan: {
          baselineOpticalDbm: figures.baselineOpticalDbm ?? opticalDbm,
          minimumOpticalDbm: figures.minimumOpticalDbm ?? opticalDbmMin,
        },
      })),
    tenants: nodes.flatMap(({ kind, operator }) =>
      kind === "bts" && typeof operator === "string" ? [operator] : [],
    ),
  };
};
