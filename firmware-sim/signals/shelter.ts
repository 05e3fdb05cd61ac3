import type { Influence } from "../physics/influence.ts";
import type { SiteState } from "../physics/site.ts";
import { relativeHumidity } from "../physics/thermal.ts";
import { noise, type Random } from "../random.ts";
import { rounded, type Values } from "./values.ts";

const airConditionerState = (state: SiteState, influence: Influence): string => {
  if (influence.conditions.has("cooling-failed")) return "fault";
  return state.isCooled ? "running" : "off";
};

/** What the sensors of the shelter say. */
export const shelterValues = (state: SiteState, influence: Influence, random: Random): Values => ({
  "room.temperature": rounded(state.thermal.roomCelsius + noise(random, 0.1), 1),
  "room.humidity": rounded(Math.min(100, relativeHumidity(state.thermal) + noise(random, 1)), 1),
  "aircon.state": airConditionerState(state, influence),
  "door.open": state.entry.isDoorOpen,
  "motion.detected": state.entry.motionSeconds > 0,
  "smoke.detected": influence.conditions.has("smoke"),
  "water.detected": influence.conditions.has("water"),
});

/** What the sensor in the cabinet says. */
export const cabinetValues = (state: SiteState, random: Random): Values => ({
  "cabinet.temperature": rounded(state.thermal.cabinetCelsius + noise(random, 0.2), 1),
});
