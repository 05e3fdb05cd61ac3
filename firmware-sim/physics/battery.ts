import { type Chemistry, type ChemistryName, chemistries } from "./chemistry.ts";

/** A battery as it was built in; strings in parallel count as one of their capacities together. */
export interface BatteryPlan {
  readonly chemistry: ChemistryName;
  /** Of the name plate: what it gives in ten hours at 25 °C when new (C10). */
  readonly capacityAmpereHours: number;
  /** In a row: 24 of lead-acid or 15 of lithium iron phosphate make a −48 V battery. */
  readonly cells: number;
  /** What is left of the capacity at the start, 1 when new. */
  readonly healthShare: number;
  /** The contactor opens below this voltage, and closes again when the rectifiers hold at least the other. */
  readonly disconnectVolts: number;
  readonly reconnectVolts: number;
}

/** A battery at an instant. */
export interface BatteryState {
  /** Taken out since it was full. */
  readonly drawnAmpereHours: number;
  /** By how much the level of the bound well stands above that of the available one. */
  readonly unevenness: number;
  readonly healthShare: number;
  readonly celsius: number;
  /** False after the low-voltage disconnect. */
  readonly isConnected: boolean;
  /** At its terminals, under the present current. */
  readonly volts: number;
  /** Into the battery; discharge is negative. */
  readonly amperes: number;
  /** What it turns into heat. */
  readonly heatWatts: number;
}

/** What is asked of a battery for a while. */
export interface BatteryInput {
  /** Constant power that it has to give; 0 when the rectifiers carry the load. */
  readonly loadWatts: number;
  /** What the rectifiers hold the bus at; 0 when they are off. */
  readonly rectifierVolts: number;
  /** What the plant lets it take, or has left for it. */
  readonly chargeAmperesMax: number;
  readonly ambientCelsius: number;
  readonly elapsedSeconds: number;
}

const secondsAnHour = 3600;
const secondsAYear = 365.25 * 86_400;
/** Life ends, by the custom of the trade, when a fifth of the capacity is lost. */
const lifeLossShare = 0.2;
/** A worn battery has this much more resistance for each share of capacity that it lost. */
const wornResistance = 2.5;
/** The side reaction grows e-fold by so many volts a cell. */
const floatSlopeVolts = 0.07;
const solverRoundsMax = 16;
const solverTolerance = 1e-7;

/** A full battery, rested, at this temperature. */
export const freshBattery = (plan: BatteryPlan, celsius = 25): BatteryState => ({
  drawnAmpereHours: 0,
  unevenness: 0,
  healthShare: plan.healthShare,
  celsius,
  isConnected: true,
  volts: chemistries[plan.chemistry].openCircuitVolts(1) * plan.cells,
  amperes: 0,
  heatWatts: 0,
});

/** Everything that the battery holds when full, now: by plate, health and temperature. */
const fullAmpereHours = (plan: BatteryPlan, healthShare: number, celsius: number): number => {
  const chemistry = chemistries[plan.chemistry];
  return plan.capacityAmpereHours * healthShare * chemistry.totalShare * chemistry.capacityShare(celsius);
};

/** How full it is, 0–1, of what it could give at its present health and temperature, however slowly. */
export const chargeShare = (state: BatteryState, plan: BatteryPlan): number =>
  Math.min(
    1,
    Math.max(0, 1 - state.drawnAmpereHours / fullAmpereHours(plan, state.healthShare, state.celsius)),
  );

/** Figures of a battery that hold for one step. */
interface Moment {
  readonly plan: BatteryPlan;
  readonly chemistry: Chemistry;
  readonly fullAmpereHours: number;
  /** Ohmic drop per unit of rate, of this cell at this temperature. */
  readonly ohmicVolts: number;
  readonly level: number;
}

const levelAt = (chemistry: Chemistry, filled: number, unevenness: number): number =>
  filled - (1 - chemistry.availableShare) * unevenness;

const momentOf = (state: BatteryState, plan: BatteryPlan): Moment => {
  const chemistry = chemistries[plan.chemistry];
  const full = fullAmpereHours(plan, state.healthShare, state.celsius);
  const level = levelAt(chemistry, 1 - state.drawnAmpereHours / full, state.unevenness);
  const worn = 1 + wornResistance * Math.max(0, 1 - state.healthShare);
  const empty = 1 + chemistry.emptyResistanceShare * (1 - Math.max(0, level));
  const ohmicVolts = chemistry.ohmicVolts * chemistry.resistanceShare(state.celsius) * worn * empty;
  return { plan, chemistry, fullAmpereHours: full, ohmicVolts, level };
};

/** `V = E(h) − knee(h) − R·r − a·asinh(r / r0)` for one cell at the rate r. */
const dischargeVolts = ({ chemistry, ohmicVolts, level }: Moment, rate: number): number =>
  chemistry.openCircuitVolts(level) -
  chemistry.kneeVolts(level) -
  ohmicVolts * rate -
  chemistry.transferVolts * Math.asinh(rate / chemistry.transferRate);

/** The rate at which the cell gives this power, in volts times rate; null when it can't any more. */
const rateFor = (moment: Moment, power: number): number | null => {
  let rate = power / moment.chemistry.openCircuitVolts(1);
  for (let round = 0; round < solverRoundsMax; round++) {
    const volts = dischargeVolts(moment, rate);
    // Past half its voltage more current gives less power: nothing solves it.
    if (volts < moment.chemistry.openCircuitVolts(1) / 2) return null;
    const next = power / volts;
    if (Math.abs(next - rate) <= solverTolerance * next) return next;
    rate = next;
  }
  return rate;
};

interface Flow {
  /** Into the wells and into the side reaction, as rates. */
  readonly rate: number;
  readonly sideRate: number;
  readonly volts: number;
}

/**
 * Charging at constant voltage under a limit of current: `V = E(h) + r·(R + g / (1 − h))`, solved for r at the voltage
 * of the rectifiers; where the limit is lower, the battery holds the bus down at the voltage of the limited current.
 */
const chargeFlow = (moment: Moment, input: BatteryInput, celsius: number): Flow => {
  const { chemistry, plan, level } = moment;
  const heldVolts = input.rectifierVolts / plan.cells;
  const rest = chemistry.openCircuitVolts(level);
  if (celsius < chemistry.chargeCelsiusMin || heldVolts <= rest) {
    return { rate: 0, sideRate: 0, volts: heldVolts };
  }
  const room = Math.max(0, 1 - level);
  const resistance = moment.ohmicVolts + chemistry.acceptanceVolts / Math.max(1e-6, room);
  const limit = input.chargeAmperesMax / plan.capacityAmpereHours;
  const accepted = (heldVolts - rest) / resistance;
  const side =
    chemistry.floatRate *
    Math.exp((heldVolts - chemistry.floatVolts) / floatSlopeVolts) *
    2 ** ((celsius - 25) / 10);
  const sideRate = Math.min(side, limit, 0.02);
  const rate = Math.min(accepted, limit - sideRate);
  return { rate, sideRate, volts: rate < accepted ? rest + rate * resistance : heldVolts };
};

/** Both wells after a current held for a while; the closed solution of KiBaM, so steps of any length agree. */
const drawn = (state: BatteryState, moment: Moment, amperes: number, hours: number) => {
  const { chemistry, fullAmpereHours: full } = moment;
  const decay = Math.exp(-chemistry.levellingPerHour * hours);
  const settled = amperes / (chemistry.availableShare * full * chemistry.levellingPerHour);
  return {
    drawnAmpereHours: Math.max(0, state.drawnAmpereHours + amperes * hours),
    unevenness: settled + (state.unevenness - settled) * decay,
  };
};

/** Heat of the charge that trickled from one well to the other meanwhile. */
const levellingWatts = (moment: Moment, unevenness: number): number => {
  const { chemistry, plan, fullAmpereHours: full, level } = moment;
  const { availableShare, levellingPerHour } = chemistry;
  const amperes = availableShare * (1 - availableShare) * levellingPerHour * full * unevenness;
  const volts = chemistry.openCircuitVolts(level + unevenness) - chemistry.openCircuitVolts(level);
  return amperes * volts * plan.cells;
};

const wornTo = (state: BatteryState, moment: Moment, amperes: number, seconds: number): number => {
  const { chemistry, plan } = moment;
  const years = (seconds / secondsAYear) * 2 ** ((state.celsius - 25) / 10);
  const cycles = (Math.max(0, amperes) * seconds) / secondsAnHour / plan.capacityAmpereHours;
  const lost = lifeLossShare * (years / chemistry.floatLifeYears + cycles / chemistry.cycleLife);
  return Math.max(0.05, state.healthShare - lost);
};

/** The battery after this flow; negative rates discharge. */
const after = (state: BatteryState, moment: Moment, flow: Flow, input: BatteryInput): BatteryState => {
  const { plan, chemistry } = moment;
  const { rate, sideRate, volts } = flow;
  const { capacityAmpereHours, cells } = plan;
  const amperes = rate * capacityAmpereHours;
  const wells = drawn(state, moment, -amperes, input.elapsedSeconds / secondsAnHour);
  const over = (volts - chemistry.openCircuitVolts(moment.level)) * rate + volts * sideRate;
  const unevenness = (state.unevenness + wells.unevenness) / 2;
  const heatWatts = over * capacityAmpereHours * cells + levellingWatts(moment, unevenness);
  const heatJoules = chemistry.heatJoules * capacityAmpereHours * cells;
  const settled = input.ambientCelsius + (heatWatts * chemistry.coolingSeconds) / heatJoules;
  const cooling = Math.exp(-input.elapsedSeconds / chemistry.coolingSeconds);
  return {
    ...wells,
    healthShare: wornTo(state, moment, -amperes, input.elapsedSeconds),
    celsius: settled + (state.celsius - settled) * cooling,
    isConnected: state.isConnected,
    volts: volts * cells,
    amperes: (rate + sideRate) * capacityAmpereHours,
    heatWatts,
  };
};

const rest = (state: BatteryState, moment: Moment, input: BatteryInput): BatteryState => {
  const volts = moment.chemistry.openCircuitVolts(moment.level);
  return after(state, moment, { rate: 0, sideRate: 0, volts }, input);
};

const discharge = (state: BatteryState, moment: Moment, input: BatteryInput): BatteryState => {
  const { plan } = moment;
  const power = input.loadWatts / plan.cells / plan.capacityAmpereHours;
  const rate = rateFor(moment, power);
  const volts = rate === null ? 0 : dischargeVolts(moment, rate);
  if (rate === null || volts * plan.cells < plan.disconnectVolts) {
    return rest({ ...state, isConnected: false }, moment, input);
  }
  return after(state, moment, { rate: -rate, sideRate: 0, volts }, input);
};

/**
 * A battery after a while under a constant-power load, on charge, or at rest.
 *
 * Model: the kinetic battery model (Manwell and McGowan 1993: two wells; gives the rate dependence that Peukert
 * describes, and recovery after load) under an open-circuit curve with ohmic and charge-transfer drops. Capacity and
 * resistance depend on temperature and health; health is worn by time on float (Arrhenius) and by cycles. The figures
 * of each chemistry and their sources are in chemistry.ts, what is simplified in docs/spec/physics.md.
 *
 * Steps of a minute and shorter agree with each other to a fraction of a percent; cut longer ones. At the disconnect
 * the load is lost for the whole step; the battery reconnects when the rectifiers hold `reconnectVolts`.
 */
export const stepBattery = (state: BatteryState, plan: BatteryPlan, input: BatteryInput): BatteryState => {
  const moment = momentOf(state, plan);
  if (input.rectifierVolts > 0 && input.loadWatts === 0) {
    const isConnected = state.isConnected || input.rectifierVolts >= plan.reconnectVolts;
    if (!isConnected) return rest(state, moment, input);
    const flow = chargeFlow(moment, input, state.celsius);
    return after({ ...state, isConnected }, moment, flow, input);
  }
  return state.isConnected && input.loadWatts > 0
    ? discharge(state, moment, input)
    : rest(state, moment, input);
};
