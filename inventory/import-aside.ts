import { Worker } from "node:worker_threads";
import type { InventoryResult } from "./import.ts";
import type { InventoryError } from "./import-errors.ts";
import { buildInventory, type Inventory } from "./inventory.ts";
import type { InventoryData } from "./model.ts";
import type { ListName } from "./source.ts";

type Answer =
  | { readonly ok: true; readonly data: InventoryData }
  | { readonly ok: false; readonly errors: readonly InventoryError[] };

// Compiled, the platform has no TypeScript beside it.
const entry = new URL(
  import.meta.url.endsWith(".ts") ? "./import-worker.ts" : "./import-worker.js",
  import.meta.url,
);

/** Memory that one import may take before it is given up. */
const heapMebibytesMax = 2_048;

const givenUp = (file: string, cause: Error): InventoryResult => {
  const message = `the import had to be given up: ${cause.message}`;
  const place = { file, row: null, field: "", value: null };
  return { ok: false, errors: [{ code: "limit", ...place, message, fix: "split the inventory" }] };
};

const aside = (workerData: object, fileName: string): Promise<InventoryResult> =>
  new Promise((resolve) => {
    const worker = new Worker(entry, {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: heapMebibytesMax },
    });
    worker.once("message", (answer: Answer) => {
      resolve(answer.ok ? { ok: true, inventory: buildInventory(answer.data) } : answer);
    });
    worker.once("error", (cause: Error) => resolve(givenUp(fileName, cause)));
    worker.once("exit", () => resolve(givenUp(fileName, new Error("the thread ended without an answer"))));
  });

/**
 * `parseInventoryYaml` in a thread of its own, for the running platform: a province takes seconds to parse, during
 * which the event loop has messages to acknowledge. Never rejects.
 */
export const parseInventoryYamlAside = (text: string, fileName: string): Promise<InventoryResult> =>
  aside({ text, fileName }, fileName);

/** The inventory with one of its lists replaced by a CSV text, in a thread of its own. Never rejects. */
export const replaceListAside = (text: string, list: ListName, over: Inventory): Promise<InventoryResult> =>
  aside({ text, list, over: over.data }, `${list}.csv`);
