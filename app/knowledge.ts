import { globSync } from "node:fs";
import { join, resolve } from "node:path";
import { defaultRulesPath, loadRules } from "../alerts/rules/load.ts";
import type { OverridePlace } from "../alerts/rules/override-load.ts";
import type { Rule } from "../alerts/rules/rule.ts";
import type { RuleError } from "../alerts/rules/rule-error.ts";
import type { InventoryError } from "../inventory/import-errors.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { Configuration } from "./configuration.ts";
import { readInventory } from "./inventory-desk.ts";
import { type ConfigurationFault, StartRefused } from "./start-refused.ts";

/** What the platform has to know before it starts. */
export interface Knowledge {
  readonly rules: readonly Rule[];
  readonly inventory: Inventory;
  readonly inventoryPath: string;
}

const ruleFiles = (patterns: readonly string[], folder: string, faults: ConfigurationFault[]): string[] =>
  patterns.flatMap((pattern, index) => {
    const files = globSync(pattern, { cwd: folder }).sort();
    if (files.length === 0) {
      faults.push({
        file: "tramcanh.yaml",
        path: `rules.${index}`,
        value: JSON.stringify(pattern),
        message: "matches no file",
        fix: "name a file that exists, relative to the configuration's folder",
      });
    }
    return files.map((file) => resolve(folder, file));
  });

/** Errors of rule files as what keeps the platform from starting. */
export const ruleFaults = (errors: readonly RuleError[]): readonly ConfigurationFault[] =>
  errors.map(({ file, rule, path, value, problem, fix }) => ({
    file,
    path: [rule, path].filter((part) => part !== null && part !== "").join(": "),
    value: JSON.stringify(value) ?? null,
    message: problem,
    fix,
  }));

const isKnownPlace = ({ scope, name }: OverridePlace, inventory: Inventory): boolean => {
  if (scope === "class") return true;
  if (scope === "site") return inventory.site(name) !== null;
  const [site = "", node = ""] = name.split("/");
  return inventory.node(site, node) !== null;
};

const placeFault = ({ file, path, rule, scope, name }: OverridePlace): ConfigurationFault => ({
  file,
  path: `${rule}: ${path}`,
  value: JSON.stringify(name),
  message: `is no ${scope} of the inventory`,
  fix: `use the ${scope === "site" ? "code of a site" : "site/node of a node"} that is in the inventory`,
});

/** Reads the rules that a configuration names; places that overrides speak of must be in the inventory. */
export const readRules = (
  { rules: patterns }: Pick<Configuration, "rules">,
  folder: string,
  inventory: Inventory | null,
): { readonly rules: readonly Rule[]; readonly faults: readonly ConfigurationFault[] } => {
  const faults: ConfigurationFault[] = [];
  const loaded = loadRules([defaultRulesPath, ...ruleFiles(patterns, folder, faults)]);
  if (!loaded.ok) return { rules: [], faults: [...faults, ...ruleFaults(loaded.errors)] };
  const unknown =
    inventory === null
      ? []
      : loaded.places.filter((place) => !isKnownPlace(place, inventory)).map(placeFault);
  return { rules: loaded.rules, faults: [...faults, ...unknown] };
};

/** Errors of an inventory as what keeps the platform from starting. */
export const inventoryFaults = (errors: readonly InventoryError[]): readonly ConfigurationFault[] =>
  errors.map(({ file, row, field, value, message, fix }) => ({
    file: row === null ? file : `${file}:${row}`,
    path: field,
    value,
    message,
    fix,
  }));

/** Reads rules and inventory; throws StartRefused with everything that is wrong with both. */
export const readKnowledge = (configuration: Configuration, folder: string): Knowledge => {
  const named = configuration.inventory;
  const inventoryPath =
    named === undefined
      ? join(resolve(folder, configuration.data), "inventory.yaml")
      : resolve(folder, named);
  const read = readInventory(inventoryPath, named !== undefined);
  const { rules, faults: wrongRules } = readRules(configuration, folder, read.ok ? read.inventory : null);
  const faults = read.ok ? wrongRules : [...wrongRules, ...inventoryFaults(read.errors)];
  if (faults.length > 0 || !read.ok) throw new StartRefused(faults);
  return { rules, inventory: read.inventory, inventoryPath };
};
