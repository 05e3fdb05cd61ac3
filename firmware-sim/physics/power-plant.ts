import type { Random } from "../random.ts";
import { type BatteryPlan, type BatteryState, freshBattery, stepBattery } from "./battery.ts";
import {
  type GeneratorInput,
  type GeneratorPlan,
  type GeneratorState,
  stepGenerator,
  stoppedGenerator,
} from "./generator.ts";
import { type RectifierPlan, rectifierInputWatts, rectifierWattsMax } from "./rectifier.ts";

/** A −48 V plant; voltages are stored positive. */
export interface PowerPlan {
  readonly rectifier: RectifierPlan;
  readonly battery: BatteryPlan;
  /** Null where none stands. */
  readonly generator: GeneratorPlan | null;
  readonly floatVolts: number;
  /** Held after a discharge until the battery is nearly full; the float voltage where the battery wants no boost. */
  readonly boostVolts: number;
  readonly compensationVoltsAKelvin: number;
  /** Most that the battery is given, in parts of its capacity an hour. */
  readonly chargeRateMax: number;
}

/** A plant at an instant. */
export interface PowerState {
  readonly battery: BatteryState;
  readonly generator: GeneratorState | null;
  readonly boost: { readonly isOn: boolean; readonly seconds: number };
  /** The rectifiers could not carry the load. */
  readonly isDischarging: boolean;
  /** Of the bus; 0 when it is dead. */
  readonly volts: number;
  readonly loadAmperes: number;
  /** Into the rectifiers, from mains or generator. */
  readonly inputWatts: number;
  readonly source: "mains" | "generator" | "none";
}

/** What a plant lives under for a while. */
export interface PowerInput {
  /** Of the feeder; 0 when it is cut. */
  readonly mainsVolts: number;
  readonly rectifiersFailed: number;
  readonly isBatteryStolen: boolean;
  readonly loadWatts: number;
  /** What else hangs on mains or generator: air conditioners. */
  readonly otherWatts: number;
  readonly batteryAmbientCelsius: number;
  readonly generator: Pick<GeneratorInput, "isBlocked" | "isDrained"> & {
    readonly isCalled: boolean;
    readonly isAway: boolean;
  };
  readonly elapsedSeconds: number;
}

/** Below this the transfer switch takes mains for lost. */
const mainsVoltsMin = 150;
const generatorVolts = 230;
/** A generator is loaded to so much of its rating. */
const generatorLoadShare = 0.85;
const boostAfterShare = 0.1;
const boostUntilRate = 0.012;
const boostSecondsMax = 12 * 3600;
const compensationKelvinMax = 15;

/** True while the feeder can carry the site. */
export const isMainsPresent = (mainsVolts: number): boolean => mainsVolts >= mainsVoltsMin;

/** A plant with a full battery, before its first step. */
export const freshPlant = (
  plan: PowerPlan,
  start: { readonly celsius: number; readonly fuelShare: number; readonly runtimeHours: number },
): PowerState => ({
  battery: freshBattery(plan.battery, start.celsius),
  generator:
    plan.generator === null ? null : stoppedGenerator(plan.generator, start.fuelShare, start.runtimeHours),
  boost: { isOn: false, seconds: 0 },
  isDischarging: false,
  volts: plan.floatVolts,
  loadAmperes: 0,
  inputWatts: 0,
  source: "mains",
});

const generatorAfter = (
  state: PowerState,
  plan: PowerPlan,
  input: PowerInput,
  random: Random,
): GeneratorState | null => {
  if (plan.generator === null || state.generator === null) return null;
  const { isCalled, isAway, isBlocked, isDrained } = input.generator;
  const asked: GeneratorInput = {
    isWanted: (isCalled || !isMainsPresent(input.mainsVolts)) && !isAway,
    isBlocked,
    isDrained,
    loadWatts: state.source === "generator" ? state.inputWatts + input.otherWatts : 0,
    elapsedSeconds: input.elapsedSeconds,
  };
  return stepGenerator(state.generator, plan.generator, asked, random);
};

interface Supply {
  readonly source: PowerState["source"];
  /** Most that the rectifiers can give to the bus. */
  readonly wattsMax: number;
}

const supplyOf = (plan: PowerPlan, input: PowerInput, generator: GeneratorState | null): Supply => {
  const isRunning = generator?.phase === "running";
  const onGenerator = isRunning && !isMainsPresent(input.mainsVolts);
  const volts = onGenerator ? generatorVolts : input.mainsVolts;
  const wattsMax = rectifierWattsMax(plan.rectifier, input.rectifiersFailed, volts);
  if (wattsMax === 0) return { source: "none", wattsMax };
  if (!onGenerator || plan.generator === null) return { source: "mains", wattsMax };
  const left = plan.generator.ratedWatts * generatorLoadShare - input.otherWatts;
  return { source: "generator", wattsMax: Math.max(0, Math.min(wattsMax, left * 0.95)) };
};

const boostAfter = (state: PowerState, plan: PowerPlan, seconds: number): PowerState["boost"] => {
  const { battery, boost, isDischarging } = state;
  const capacity = plan.battery.capacityAmpereHours;
  if (isDischarging) return { isOn: battery.drawnAmpereHours > boostAfterShare * capacity, seconds: 0 };
  const isOn = boost.isOn && boost.seconds < boostSecondsMax && battery.amperes > boostUntilRate * capacity;
  return { isOn, seconds: isOn ? boost.seconds + seconds : 0 };
};

const heldVolts = (plan: PowerPlan, state: PowerState, isBoosted: boolean): number => {
  const kelvin = Math.min(
    compensationKelvinMax,
    Math.max(-compensationKelvinMax, state.battery.celsius - 25),
  );
  return (isBoosted ? plan.boostVolts : plan.floatVolts) - plan.compensationVoltsAKelvin * kelvin;
};

/** The rectifiers carry the load and charge the battery with what is left. */
const carried = (state: PowerState, plan: PowerPlan, input: PowerInput, supply: Supply): PowerState => {
  const boost = boostAfter(state, plan, input.elapsedSeconds);
  const held = heldVolts(plan, state, boost.isOn);
  const left = (supply.wattsMax - input.loadWatts) / held;
  const battery = stepBattery(state.battery, plan.battery, {
    loadWatts: 0,
    rectifierVolts: input.isBatteryStolen ? 0 : held,
    chargeAmperesMax: Math.min(left, plan.chargeRateMax * plan.battery.capacityAmpereHours),
    ambientCelsius: input.batteryAmbientCelsius,
    elapsedSeconds: input.elapsedSeconds,
  });
  const volts = input.isBatteryStolen || !battery.isConnected ? held : battery.volts;
  const chargeWatts = input.isBatteryStolen ? 0 : battery.amperes * battery.volts;
  return {
    ...state,
    battery,
    boost,
    isDischarging: false,
    volts,
    loadAmperes: input.loadWatts / volts,
    inputWatts: rectifierInputWatts(plan.rectifier, input.rectifiersFailed, input.loadWatts + chargeWatts),
    source: supply.source,
  };
};

/** The battery gives what the rectifiers don't; without it the bus is dead. */
const discharged = (state: PowerState, plan: PowerPlan, input: PowerInput, supply: Supply): PowerState => {
  const canGive = !input.isBatteryStolen && state.battery.isConnected;
  const battery = stepBattery(state.battery, plan.battery, {
    loadWatts: canGive ? input.loadWatts - supply.wattsMax : 0,
    // A dead bus sheds the load, so that whatever the rectifiers have revives the battery.
    rectifierVolts: canGive || input.isBatteryStolen || supply.wattsMax === 0 ? 0 : plan.floatVolts,
    chargeAmperesMax: supply.wattsMax / plan.floatVolts,
    ambientCelsius: input.batteryAmbientCelsius,
    elapsedSeconds: input.elapsedSeconds,
  });
  const isAlive = canGive && battery.isConnected;
  const output = isAlive ? supply.wattsMax : Math.max(0, battery.amperes * battery.volts);
  return {
    ...state,
    battery,
    isDischarging: true,
    volts: isAlive ? battery.volts : 0,
    loadAmperes: isAlive ? input.loadWatts / battery.volts : 0,
    inputWatts:
      supply.source === "none" ? 0 : rectifierInputWatts(plan.rectifier, input.rectifiersFailed, output),
    source: supply.source,
  };
};

/**
 * A plant after a while. Power on the bus balances: rectifier output + battery discharge = load + battery charge. The
 * rectifiers hold the bus at float or boost, less 3 mV a cell and kelvin for lead-acid (IEC 60896-21 class); where they
 * can't, the bus stands at the battery's voltage until its disconnect.
 */
export const stepPlant = (
  state: PowerState,
  plan: PowerPlan,
  input: PowerInput,
  random: Random,
): PowerState => {
  const generator = generatorAfter(state, plan, input, random);
  const supply = supplyOf(plan, input, generator);
  const moved = { ...state, generator };
  return supply.wattsMax >= input.loadWatts && supply.wattsMax > 0
    ? carried(moved, plan, input, supply)
    : discharged(moved, plan, input, supply);
};
