import { globSync } from "node:fs";
import { join, resolve } from "node:path";
import { defaultRulesPath, loadRules } from "../alerts/rules/load.ts";
import type { Rule } from "../alerts/rules/rule.ts";
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

const readRules = (
  patterns: readonly string[],
  folder: string,
  faults: ConfigurationFault[],
): readonly Rule[] => {
  const loaded = loadRules([defaultRulesPath, ...ruleFiles(patterns, folder, faults)]);
  if (loaded.ok) return loaded.rules;
  for (const { file, rule, path, value, problem, fix } of loaded.errors) {
    const place = [rule, path].filter((part) => part !== null && part !== "").join(": ");
    faults.push({ file, path: place, value: JSON.stringify(value) ?? null, message: problem, fix });
  }
  return [];
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
  const faults: ConfigurationFault[] = [];
  const rules = readRules(configuration.rules, folder, faults);
  const named = configuration.inventory;
  const inventoryPath =
    named === undefined
      ? join(resolve(folder, configuration.data), "inventory.yaml")
      : resolve(folder, named);
  const read = readInventory(inventoryPath, named !== undefined);
  if (!read.ok) {
    faults.push(...inventoryFaults(read.errors));
  }
  if (faults.length > 0 || !read.ok) throw new StartRefused(faults);
  return { rules, inventory: read.inventory, inventoryPath };
};
