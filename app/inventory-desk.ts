import { existsSync, statSync } from "node:fs";
import type { InventoryFile, InventoryImport } from "../api/context.ts";
import type { InventoryResult } from "../inventory/import.ts";
import { parseInventoryYamlAside } from "../inventory/import-aside.ts";
import type { InventoryError } from "../inventory/import-errors.ts";
import { emptyInventory, type Inventory } from "../inventory/inventory.ts";
import { loadInventory } from "../inventory/load.ts";
import { exportYaml } from "../inventory/yaml-format.ts";
import type { Act, JournalRows } from "../telemetry/journal.ts";
import { replaceFile } from "./durable-file.ts";

const faultOf = (error: InventoryError) => ({
  path: error.row === null ? error.field : `line ${error.row}: ${error.field}`,
  value: error.value,
  message: error.message,
  fix: error.fix,
});

/** The inventory at start: empty where none is required and none is there. Answers all that is wrong with it. */
export const readInventory = (path: string, required: boolean): InventoryResult =>
  !required && !existsSync(path) ? { ok: true, inventory: emptyInventory } : loadInventory(path);

/** Holds the inventory in force and the file it lives in. */
export class InventoryDesk implements InventoryFile {
  readonly #path: string;
  readonly #act: Act;
  readonly #changed: () => void;
  #inventory: Inventory;
  /** Settles when the replacement under way is over; never rejects. */
  #replaced: Promise<unknown> = Promise.resolve();

  /** `changed` is told after each replacement. */
  constructor(inventory: Inventory, parts: { path: string; act: Act; changed: () => void }) {
    this.#inventory = inventory;
    this.#path = parts.path;
    this.#act = parts.act;
    this.#changed = parts.changed;
  }

  get current(): Inventory {
    return this.#inventory;
  }

  export(): string {
    return exportYaml(this.#inventory);
  }

  /**
   * Replaces the inventory, one call after the other. The audit entry is durable before the file changes: no change
   * is without its entry, but a crash or a full disk in between leaves the entry of a change that did not happen.
   * Rejects, with nothing changed, while the journal takes nothing.
   */
  async replace(yaml: string, record: (rows: JournalRows, nowMs: number) => void): Promise<InventoryImport> {
    const result = await parseInventoryYamlAside(yaml, "the inventory sent");
    if (!result.ok) return { ok: false, faults: result.errors.map(faultOf) };
    if (statSync(this.#path, { throwIfNoEntry: false })?.isDirectory()) {
      const fix = "change the CSV files and start again, or configure a YAML file";
      return {
        ok: false,
        faults: [{ path: "", value: this.#path, message: "the inventory is a folder of CSV files", fix }],
      };
    }
    const { inventory } = result;
    const replacement = this.#replaced.then(async () => {
      await this.#act(record);
      await replaceFile(this.#path, yaml);
      this.#inventory = inventory;
      this.#changed();
    });
    this.#replaced = replacement.catch(() => undefined);
    await replacement;
    return { ok: true, sites: inventory.sites.length, nodes: inventory.nodes.length };
  }
}
