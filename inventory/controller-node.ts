import { type NodeCode, nodeCode, type SiteCode } from "../telemetry/identifiers.ts";
import type { Inventory } from "./inventory.ts";

/** The code under which a site's controller reports when the inventory names none. */
const controllerCodeDefault = nodeCode("ctl");

/** The node that speaks for a site: its first controller in the order of the file. */
export const controllerNode = (inventory: Inventory, site: SiteCode): NodeCode =>
  inventory.nodesOf(site).find(({ kind }) => kind === "controller")?.code ?? controllerCodeDefault;
