import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { exportCsv, parseInventoryCsv } from "./csv-format.ts";
import { buildInventory } from "./inventory.ts";
import type { InventoryData } from "./model.ts";
import { listNames } from "./source.ts";
import { parseInventoryYaml } from "./yaml-format.ts";

const asked = z
  .union([
    z.object({ text: z.string(), fileName: z.string() }),
    z.object({ text: z.string(), list: z.enum(listNames), over: z.custom<InventoryData>() }),
  ])
  .parse(workerData);

const read = () => {
  if ("fileName" in asked) return parseInventoryYaml(asked.text, asked.fileName);
  return parseInventoryCsv({ ...exportCsv(buildInventory(asked.over)), [`${asked.list}.csv`]: asked.text });
};

const result = read();
parentPort?.postMessage(result.ok ? { ok: true, data: result.inventory.data } : result);
