import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import { exportCsv } from "../../inventory/csv-format.ts";
import { loadInventory } from "../../inventory/load.ts";
import { exportYaml, parseInventoryYaml } from "../../inventory/yaml-format.ts";
import { type CommandOptions, parseOptions, withOptions } from "../command-options.ts";
import { inventoryFaults } from "../knowledge.ts";
import { print } from "../output.ts";
import { withPlatform } from "../platform-desk.ts";
import { StartRefused } from "../start-refused.ts";

const exportSchema = z.object({ csv: z.string().optional(), yaml: z.string().optional() });

const take = async (path: string, options: CommandOptions): Promise<void> => {
  const loaded = loadInventory(path);
  if (!loaded.ok) throw new StartRefused(inventoryFaults(loaded.errors));
  await withPlatform(options, async (ask) => {
    const { body } = await ask("PUT", "/api/v1/inventory", exportYaml(loaded.inventory));
    print(options, body, () => {
      const { sites, nodes, links } = loaded.inventory;
      return `imported: ${sites.length} sites, ${nodes.length} nodes, ${links.length} links`;
    });
  });
};

const writeCsv = (yaml: string, folder: string): void => {
  const parsed = parseInventoryYaml(yaml, "inventory");
  if (!parsed.ok) throw new StartRefused(inventoryFaults(parsed.errors));
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(exportCsv(parsed.inventory)))
    writeFileSync(join(folder, name), text);
};

const give = (given: unknown, options: CommandOptions): Promise<void> =>
  withPlatform(options, async (ask) => {
    const { csv, yaml } = exportSchema.parse(given);
    const { text } = await ask("GET", "/api/v1/inventory");
    if (csv !== undefined) writeCsv(text, csv);
    if (yaml !== undefined) writeFileSync(yaml, text);
    if (options.json) print(options, { yaml: text }, () => text);
    else if (csv === undefined && yaml === undefined) process.stdout.write(text);
  });

/** `inventory import|export`: what exists. */
export const addInventory = (program: Command): void => {
  const inventory = program.command("inventory").description("operators, communes, sites, nodes, links");
  withOptions(inventory.command("import <path>"))
    .description(
      "replace the inventory by a YAML file or a folder of CSV files, or change nothing and say why",
    )
    .action((path: string, given: unknown) => take(path, parseOptions(given)));
  withOptions(inventory.command("export"))
    .description("print the inventory as YAML; with --json as text in the key `yaml` of an object")
    .option("--yaml <file>", "write it to a file instead")
    .option("--csv <folder>", "write it as CSV files into a folder")
    .action((given: unknown) => give(given, parseOptions(given)));
};
