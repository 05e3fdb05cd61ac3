import { existsSync, globSync } from "node:fs";
import { basename, join } from "node:path";
import type { ScenarioFault } from "../../firmware-sim/scenarios/fault-words.ts";
import { shippedScenariosPath } from "../../firmware-sim/scenarios/load-scenario.ts";
import { readScenarioFile } from "../../firmware-sim/scenarios/read-scenario.ts";
import type { WorldPlan } from "../../firmware-sim/scenarios/world-plan.ts";
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
  const planned = readScenarioFile(path, inventory);
  if (!planned.ok) throw refused(path, planned.faults);
  return planned.plan;
};
