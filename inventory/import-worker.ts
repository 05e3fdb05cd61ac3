import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { parseInventoryYaml } from "./yaml-format.ts";

const { text, fileName } = z.object({ text: z.string(), fileName: z.string() }).parse(workerData);
const result = parseInventoryYaml(text, fileName);
parentPort?.postMessage(result.ok ? { ok: true, data: result.inventory.data } : result);
