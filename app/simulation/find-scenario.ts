import { existsSync, globSync } from "node:fs";
import { basename, join } from "node:path";
import {
  loadScenario,
  type ScenarioFault,
  shippedScenariosPath,
} from "../../firmware-sim/scenarios/load-scenario.ts";
import { planWorld, type WorldPlan } from "../../firmware-sim/scenarios/world-plan.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { StartRefused } from "../start-refused.ts";
import { WrongUse } from "../wrong-use.ts";

/** The names of the scenarios that ship. */
export const shippedScenarios = (): readonly string[] =>
  globSync("*.yaml", { cwd: shippedScenariosPath })
    .map((file) => basename(file, ".yaml"))
    .sort();

const refused = (file: string, faults: readonly ScenarioFault[]): StartRefused =>
  new StartRefused(faults.map((fault) => ({ file, ...fault })));

/**
 * Reads a scenario, a file or the name of one that ships, and says what it does to an inventory. Throws StartRefused
 * with everything that is wrong with it.
 */
export const findScenario = (name: string, inventory: Inventory): WorldPlan => {
  const isShipped = !existsSync(name) && shippedScenarios().includes(name);
  if (!isShipped && !existsSync(name)) {
    throw new WrongUse(
      `${name} is no file and no scenario that ships: ${shippedScenarios().join(", ")}\n    fix: name one of these, or a file`,
    );
  }
  const path = isShipped ? join(shippedScenariosPath, `${name}.yaml`) : name;
  const loaded = loadScenario(path);
  if (!loaded.ok) throw refused(path, loaded.faults);
  const planned = planWorld(loaded.scenario, inventory);
  if (!planned.ok) throw refused(path, planned.faults);
  return planned.plan;
};
