import type { Random } from "../random.ts";
import { type EntryState, lockedEntry, stepEntry } from "./entry.ts";
import { type FibreState, fibreUnder } from "./fibre.ts";
import { type GeneratorPlan, type GeneratorState, stoppedGenerator } from "./generator.ts";
import type { Influence } from "./influence.ts";
import { calmMains, type MainsState, mainsVolts, stepMains } from "./mains.ts";
import { clearHop, darkHop, type HopState, hopUnder } from "./microwave.ts";
import { freshPlant, isMainsPresent, type PowerState, stepPlant } from "./power-plant.ts";
import type { SitePlan } from "./site-plan.ts";
import { coolingInputWatts, settledThermal, stepThermal, type ThermalState } from "./thermal.ts";
import { siteLoadWatts } from "./traffic.ts";
import { outsideCelsius, sunShare } from "./weather.ts";

/** Everything that moves at a site, at an instant. */
export interface SiteState {
  readonly feeder: MainsState;
  /** Of the feeder at the site; 0 when it is cut. */
  readonly mainsVolts: number;
  readonly power: PowerState;
  /** The generator that stands there, aside while a portable one is connected; null when none is aside. */
  readonly aside: { readonly generator: GeneratorState | null } | null;
  readonly thermal: ThermalState;
  readonly isCooled: boolean;
  readonly entry: EntryState;
  /** In the order of the plan. */
  readonly hops: readonly HopState[];
  readonly fibres: readonly FibreState[];
  /** Delivered to each station of the plan since the start. */
  readonly kilowattHours: number;
}

/** When and how a site moves on. */
export interface SiteStep {
  /** The end of the step. */
  readonly nowMs: number;
  readonly elapsedSeconds: number;
  readonly random: Random;
}

/** What a technician carries: a set of 6 kW with a can of fuel. */
const portable: GeneratorPlan = { ratedWatts: 6000, tankLitres: 25, startFailureShare: 0.02 };
const wattHoursAKilowattHour = 1000;
const secondsAnHour = 3600;

/** A healthy site at this instant, its battery full. */
export const freshSite = (plan: SitePlan, nowMs: number): SiteState => {
  const thermal = settledThermal({
    outsideCelsius: outsideCelsius(nowMs, plan.warmerCelsius),
    sunShare: sunShare(nowMs),
    loadWatts: siteLoadWatts(plan.loadWattsMax, nowMs),
    isCooled: true,
    isVentilated: true,
    isDoorOpen: false,
  });
  const { fuelShare, runtimeHours } = plan;
  return {
    feeder: calmMains,
    mainsVolts: mainsVolts(calmMains, plan.mains, nowMs),
    power: freshPlant(plan.power, { celsius: thermal.roomCelsius, fuelShare, runtimeHours }),
    aside: null,
    thermal,
    isCooled: true,
    entry: lockedEntry,
    hops: plan.hops.map((hop) => clearHop(hop.plan, nowMs)),
    fibres: plan.fibres.map((fibre) => fibreUnder(fibre.plan, 0)),
    kilowattHours: 0,
  };
};

/** True while the DC bus is alive. */
export const hasPower = (state: SiteState): boolean => state.power.volts > 0;

const mainsAt = (state: MainsState, plan: SitePlan, influence: Influence, nowMs: number): number => {
  if (influence.conditions.has("mains-lost")) return 0;
  return influence.mainsVolts ?? mainsVolts(state, plan.mains, nowMs);
};

/** A portable set takes the place of the standing one as long as it is there. */
const withPortable = (state: SiteState, isBrought: boolean): SiteState => {
  if (isBrought === (state.aside !== null)) return state;
  const { power, aside } = state;
  return isBrought
    ? {
        ...state,
        aside: { generator: power.generator },
        power: { ...power, generator: stoppedGenerator(portable, 1) },
      }
    : { ...state, aside: null, power: { ...power, generator: aside?.generator ?? null } };
};

const powerAfter = (state: SiteState, plan: SitePlan, influence: Influence, step: SiteStep): PowerState => {
  const { conditions } = influence;
  const isPortable = state.aside !== null;
  return stepPlant(
    state.power,
    isPortable ? { ...plan.power, generator: portable } : plan.power,
    {
      mainsVolts: state.mainsVolts,
      rectifiersFailed: influence.rectifiersFailed,
      isBatteryStolen: conditions.has("battery-stolen"),
      loadWatts: siteLoadWatts(plan.loadWattsMax, step.nowMs) + influence.extraLoadWatts,
      otherWatts: coolingInputWatts(state.thermal, state.isCooled),
      batteryAmbientCelsius: state.thermal.roomCelsius,
      generator: {
        isCalled: !isPortable && conditions.has("generator-wanted"),
        isAway: !isPortable && conditions.has("generator-none"),
        isBlocked: !isPortable && conditions.has("generator-start-fails"),
        isDrained: !isPortable && conditions.has("fuel-stolen"),
      },
      elapsedSeconds: step.elapsedSeconds,
    },
    step.random,
  );
};

const hasAlternatingCurrent = (state: SiteState): boolean =>
  isMainsPresent(state.mainsVolts) || state.power.source === "generator";

const thermalAfter = (state: SiteState, plan: SitePlan, influence: Influence, step: SiteStep) => {
  const isBroken = influence.conditions.has("cooling-failed");
  const isCooled = !isBroken && hasAlternatingCurrent(state);
  const thermal = stepThermal(state.thermal, {
    outsideCelsius: outsideCelsius(step.nowMs, plan.warmerCelsius + influence.warmerCelsius),
    sunShare: sunShare(step.nowMs),
    loadWatts: state.power.volts * state.power.loadAmperes,
    isCooled,
    isVentilated: !isBroken && hasPower(state),
    isDoorOpen: influence.conditions.has("door-open"),
    elapsedSeconds: step.elapsedSeconds,
  });
  return { thermal, isCooled };
};

const transmissionAfter = (
  state: SiteState,
  plan: SitePlan,
  influence: Influence,
  nowMs: number,
): Pick<SiteState, "hops" | "fibres"> => ({
  hops: plan.hops.map((hop, index) =>
    hopUnder(state.hops[index] ?? darkHop, hop.plan, {
      millimetresAnHour: influence.rain.get(hop.node) ?? 0,
      nowMs,
    }),
  ),
  fibres: plan.fibres.map((fibre) => fibreUnder(fibre.plan, influence.fibreLoss.get(fibre.node) ?? 0)),
});

/** A site after a while under this influence. Steps of no length only let what follows at once follow. */
export const stepSite = (
  before: SiteState,
  plan: SitePlan,
  influence: Influence,
  step: SiteStep,
): SiteState => {
  const { nowMs, elapsedSeconds, random } = step;
  const feeder = stepMains(before.feeder, elapsedSeconds, random);
  const fed = withPortable(
    { ...before, feeder, mainsVolts: mainsAt(feeder, plan, influence, nowMs) },
    influence.conditions.has("generator-brought"),
  );
  const powered = { ...fed, power: powerAfter(fed, plan, influence, step) };
  const deliveredWatts = powered.power.volts * powered.power.loadAmperes;
  return {
    ...powered,
    ...thermalAfter(powered, plan, influence, step),
    ...transmissionAfter(powered, plan, influence, nowMs),
    entry: stepEntry(before.entry, {
      isDoorOpen: influence.conditions.has("door-open"),
      isMoving: influence.conditions.has("motion"),
      elapsedSeconds,
    }),
    kilowattHours:
      before.kilowattHours +
      (deliveredWatts * elapsedSeconds) /
        (secondsAnHour * wattHoursAKilowattHour * Math.max(1, plan.tenants.length)),
  };
};
