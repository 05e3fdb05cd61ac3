import type { PlannedNumber } from "../alerts/program.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { plannedNames } from "../inventory/model.ts";

/** Answers what the plan promises for a node: its own figures, and the travel time of its site. */
export const plannedNumberOf =
  (inventory: () => Inventory): PlannedNumber =>
  (site, node, name) => {
    if (name === "travelMinutes") return inventory().site(site)?.travelMinutes;
    const figure = plannedNames.find((known) => known === name);
    return figure === undefined ? undefined : inventory().node(site, node)?.planned[figure];
  };
