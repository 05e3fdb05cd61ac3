import { chargeShare } from "../physics/battery.ts";
import type { GeneratorState } from "../physics/generator.ts";
import { isMainsPresent } from "../physics/power-plant.ts";
import type { SiteState } from "../physics/site.ts";
import type { SitePlan } from "../physics/site-plan.ts";
import { coolingInputWatts } from "../physics/thermal.ts";
import { noise, type Random } from "../random.ts";
import { rounded, type Values } from "./values.ts";

const autonomyMinutesMax = 2880;
const powerFactor = 0.99;
const dischargeVolts = 48;

const mainsValues = (state: SiteState, random: Random): Values => {
  const volts = state.mainsVolts + noise(random, 0.5);
  if (!isMainsPresent(state.mainsVolts)) {
    // A dead mains has no frequency to measure.
    return {
      "mains.voltage": rounded(Math.max(0, state.mainsVolts), 1),
      "mains.present": false,
      "mains.current": 0,
    };
  }
  const watts = state.power.inputWatts + coolingInputWatts(state.thermal, state.isCooled);
  return {
    "mains.voltage": rounded(volts, 1),
    "mains.present": true,
    "mains.frequency": rounded(50 + noise(random, 0.08), 2),
    "mains.current": rounded(Math.max(0, watts / (volts * powerFactor) + noise(random, 0.2)), 1),
  };
};

/** Controllers divide what the name plate, the state of health and the state of charge leave by the present current. */
const statedAutonomyMinutes = (state: SiteState, plan: SitePlan, soc: number): number => {
  const { battery, loadAmperes, volts, isDischarging } = state.power;
  const left = soc * plan.power.battery.capacityAmpereHours * battery.healthShare;
  const amperes = isDischarging ? -battery.amperes : (loadAmperes * volts) / dischargeVolts;
  return amperes <= 0 ? autonomyMinutesMax : Math.min(autonomyMinutesMax, Math.round((60 * left) / amperes));
};

const batteryValues = (state: SiteState, plan: SitePlan, random: Random): Values => {
  const { battery, isDischarging } = state.power;
  const soc = chargeShare(battery, plan.power.battery);
  const unequal = 0.3 + 2 * (1 - battery.healthShare) * (isDischarging ? 2 : 1);
  return {
    "battery.current": rounded(battery.amperes + noise(random, 0.1), 1),
    "battery.temperature": rounded(battery.celsius + noise(random, 0.1), 1),
    "battery.midpoint.deviation": rounded(Math.min(10, unequal + noise(random, 0.1)), 2),
    "battery.soc": rounded(soc * 100, 1),
    "battery.autonomy": statedAutonomyMinutes(state, plan, soc),
    "battery.soh": rounded(battery.healthShare * 100, 1),
  };
};

/** What is left of a battery that was stolen: its wires. */
const stolenValues: Values = { "battery.current": 0, "battery.soc": 0, "battery.autonomy": 0 };

const generatorWord = (phase: GeneratorState["phase"]): string => (phase === "cooling" ? "running" : phase);

const generatorValues = (state: SiteState, plan: SitePlan, random: Random): Values => {
  const generator = state.aside === null ? state.power.generator : state.aside.generator;
  if (plan.power.generator === null || generator === null) return {};
  const percent = (100 * generator.fuelLitres) / plan.power.generator.tankLitres;
  return {
    "genset.state": generatorWord(generator.phase),
    "genset.fuel": rounded(Math.min(100, Math.max(0, percent + noise(random, 0.1))), 1),
    "genset.runtime": rounded(generator.runtimeHours, 1),
  };
};

const energyValues = (state: SiteState, plan: SitePlan): Values => {
  const stations = new Map<string, number>();
  for (const tenant of plan.tenants) stations.set(tenant, (stations.get(tenant) ?? 0) + 1);
  return Object.fromEntries(
    [...stations].map(([tenant, count]) => [
      `energy.tenant.${tenant}`,
      rounded(count * state.kilowattHours, 2),
    ]),
  );
};

/** What the power plant reports. */
export const powerValues = (
  state: SiteState,
  plan: SitePlan,
  parts: { readonly isBatteryStolen: boolean; readonly rectifiersFailed: number; readonly random: Random },
): Values => {
  const { random } = parts;
  const { modules } = plan.power.rectifier;
  return {
    ...mainsValues(state, random),
    "dc.bus.voltage": rounded(state.power.volts + noise(random, 0.05), 2),
    "dc.load.current": rounded(Math.max(0, state.power.loadAmperes + noise(random, 0.4)), 1),
    ...(parts.isBatteryStolen ? stolenValues : batteryValues(state, plan, random)),
    "rectifier.ok": Math.max(0, modules - parts.rectifiersFailed),
    "rectifier.total": modules,
    ...generatorValues(state, plan, random),
    ...energyValues(state, plan),
  };
};
