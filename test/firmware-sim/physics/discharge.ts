import {
  type BatteryInput,
  type BatteryPlan,
  type BatteryState,
  freshBattery,
  stepBattery,
} from "../../../firmware-sim/physics/battery.ts";
import { chemistries } from "../../../firmware-sim/physics/chemistry.ts";

/** A new lead-acid battery of 100 Ah that gives up at 1.80 V a cell. */
export const vrlaPlan: BatteryPlan = {
  chemistry: "vrla",
  capacityAmpereHours: 100,
  cells: 24,
  healthShare: 1,
  disconnectVolts: 43.2,
  reconnectVolts: 51,
};

/** A new lithium iron phosphate battery of 100 Ah. */
export const lfpPlan: BatteryPlan = { ...vrlaPlan, chemistry: "lfp", cells: 15 };

/** A minute at 25 °C with nothing asked. */
export const quietMinute: BatteryInput = {
  loadWatts: 0,
  rectifierVolts: 0,
  chargeAmperesMax: 0,
  ambientCelsius: 25,
  elapsedSeconds: 60,
};

/** What a discharge gave until the disconnect. */
export interface Discharge {
  readonly hours: number;
  readonly ampereHours: number;
  readonly wattHours: number;
  readonly last: BatteryState;
  /** Terminal voltages of a cell by tenths of the given charge. */
  readonly cellVolts: readonly number[];
}

/** Discharges a battery until it disconnects, at constant current or at constant power. */
export const discharge = (
  plan: BatteryPlan,
  load: { readonly amperes: number } | { readonly watts: number },
  changes: Partial<BatteryInput> = {},
): Discharge => {
  const input = { ...quietMinute, elapsedSeconds: 10, ...changes };
  const hours = input.elapsedSeconds / 3600;
  const states: BatteryState[] = [];
  let state = freshBattery(plan, input.ambientCelsius);
  while (state.isConnected && states.length < 100_000) {
    const loadWatts = "watts" in load ? load.watts : load.amperes * state.volts;
    state = stepBattery(state, plan, { ...input, loadWatts });
    states.push(state);
  }
  const given = states.slice(0, -1);
  return {
    hours: given.length * hours,
    ampereHours: given.reduce((sum, { amperes }) => sum - amperes * hours, 0),
    wattHours: given.reduce((sum, { amperes, volts }) => sum - amperes * volts * hours, 0),
    last: state,
    cellVolts: Array.from({ length: 11 }, (_, tenth) => {
      const at = given[Math.min(given.length - 1, Math.floor((given.length * tenth) / 10))];
      return (at?.volts ?? Number.NaN) / plan.cells;
    }),
  };
};

/** Energy that the wells hold below full, in Wh: the integral of the rest voltage over what is missing. */
export const missingWattHours = (state: BatteryState, plan: BatteryPlan, fullAmpereHours: number): number => {
  const { availableShare, openCircuitVolts } = chemistries[plan.chemistry];
  const filled = 1 - state.drawnAmpereHours / fullAmpereHours;
  const wells = [
    { share: availableShare, level: filled - (1 - availableShare) * state.unevenness },
    { share: 1 - availableShare, level: filled + availableShare * state.unevenness },
  ];
  const parts = 4000;
  return wells.reduce((sum, { share, level }) => {
    const width = (1 - level) / parts;
    const volts = Array.from({ length: parts }, (_, part) => openCircuitVolts(level + (part + 0.5) * width));
    return (
      sum + volts.reduce((total, volt) => total + volt, 0) * width * share * fullAmpereHours * plan.cells
    );
  }, 0);
};
