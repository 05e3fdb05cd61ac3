import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { RunRecord } from "../../firmware-sim/scenarios/run-record.ts";
import type { Truth } from "../../firmware-sim/scenarios/truth.ts";
import { VirtualRun } from "../../firmware-sim/scenarios/virtual-run.ts";
import type { WorldPlan } from "../../firmware-sim/scenarios/world-plan.ts";

/** Names of the files of a run in its folder. */
export const runFiles = { readings: "readings.csv", truth: "truth.json" } as const;

const header = "ts,received_ts,site,node,metric,value,device_event,session,period\n";

/** Codes, names of metrics, words and numbers: nothing that a CSV file would have to quote. */
const linesOf = (record: RunRecord): string => {
  const { atMs, site, node } = record;
  if (record.kind !== "telemetry") {
    const { kind, session, periodSeconds } = record;
    return `${atMs},${atMs},${site},${node},,,${kind},${session},${kind === "birth" ? periodSeconds : ""}\n`;
  }
  const start = `${record.tsMs},${atMs},${site},${node}`;
  return Object.entries(record.values)
    .map(([metric, value]) => `${start},${metric},${value},,,\n`)
    .join("");
};

function* fileOf(run: VirtualRun): Generator<string> {
  yield header;
  for (const record of run.records()) yield linesOf(record);
}

/** Writes what really happened to a folder. */
export const writeTruth = async (truth: Truth, folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, runFiles.truth), `${JSON.stringify(truth, null, 2)}\n`);
};

/** Plays a scenario as fast as possible and writes what reached the platform, and what really happened, to a folder. */
export const writeRun = async (plan: WorldPlan, folder: string): Promise<Truth> => {
  await mkdir(folder, { recursive: true });
  const run = new VirtualRun(plan);
  await pipeline(Readable.from(fileOf(run)), createWriteStream(join(folder, runFiles.readings)));
  const truth = run.truth();
  await writeTruth(truth, folder);
  return truth;
};
