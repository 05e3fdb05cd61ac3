import { readFileSync } from "node:fs";
import type { Inventory } from "../../inventory/inventory.ts";
import { parseScenario } from "./load-scenario.ts";
import { type PlannedWorld, planWorld, unplannable } from "./world-plan.ts";

/** Reads the text of a scenario for an inventory; answers everything that is wrong with it, in both, at once. */
export const readScenario = (text: string, inventory: Inventory): PlannedWorld => {
  const loaded = parseScenario(text);
  if (loaded.ok) return planWorld(loaded.scenario, inventory);
  return { ok: false, faults: [...loaded.faults, ...unplannable(loaded.readable, inventory)] };
};

/** Reads the file of a scenario for an inventory. */
export const readScenarioFile = (path: string, inventory: Inventory): PlannedWorld => {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const message = `can't be read: ${error instanceof Error ? error.message : String(error)}`;
    const fix = "give the path of a readable YAML file";
    return { ok: false, faults: [{ path: "", value: null, message, fix }] };
  }
  return readScenario(text, inventory);
};
