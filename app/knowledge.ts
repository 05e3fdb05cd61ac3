import { globSync } from "node:fs";
import { join, resolve } from "node:path";
import { defaultRulesPath, loadRules } from "../alerts/rules/load.ts";
import type { OverridePlace } from "../alerts/rules/override-load.ts";
import type { Rule } from "../alerts/rules/rule.ts";
import type { RuleError } from "../alerts/rules/rule-error.ts";
import type { RuleTexts } from "../alerts/rules/rule-file.ts";
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

const placeError = ({ file, path, rule, scope, name }: OverridePlace): RuleError => ({
  file,
  rule,
  path,
  value: name,
  problem: `is no ${scope} of the inventory`,
  fix: `use the ${scope === "site" ? "code of a site" : "site/node of a node"} that is in the inventory`,
});

/** Reads rule files; places that overrides speak of must be in the inventory, where one is known. */
export const loadRulesFor = (
  paths: readonly string[],
  inventory: Inventory | null,
  texts?: RuleTexts,
): { readonly rules: readonly Rule[]; readonly errors: readonly RuleError[] } => {
  const loaded = loadRules(paths, texts);
  if (!loaded.ok) return { rules: [], errors: loaded.errors };
  const unknown = inventory === null ? [] : loaded.places.filter((place) => !isKnownPlace(place, inventory));
  return { rules: loaded.rules, errors: unknown.map(placeError) };
};

/** The folder of the rule files that the platform writes itself. */
export const ownRulesFolder = ({ data }: Pick<Configuration, "data">, folder: string): string =>
  join(resolve(folder, data), "rules");

/** Every rule file by where it comes from, in the order in which they are read. */
export const ruleFilesBy = (
  configuration: Pick<Configuration, "rules" | "data">,
  folder: string,
  faults: ConfigurationFault[],
) => ({
  shipped: [defaultRulesPath],
  configured: ruleFiles(configuration.rules, folder, faults),
  own: globSync("*.yaml", { cwd: ownRulesFolder(configuration, folder) })
    .sort()
    .map((name) => join(ownRulesFolder(configuration, folder), name)),
});

/** Reads the rules in force: the shipped ones, those that a configuration names, the platform's own. */
export const readRules = (
  configuration: Pick<Configuration, "rules" | "data">,
  folder: string,
  inventory: Inventory | null,
): { readonly rules: readonly Rule[]; readonly faults: readonly ConfigurationFault[] } => {
  const faults: ConfigurationFault[] = [];
  const { shipped, configured, own } = ruleFilesBy(configuration, folder, faults);
  const { rules, errors } = loadRulesFor([...shipped, ...configured, ...own], inventory);
  return { rules, faults: [...faults, ...ruleFaults(errors)] };
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
