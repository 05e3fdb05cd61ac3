import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { forkLoad } from "../firmware-sim/load/fork-load.ts";
import type { LoadPlan, LoadReport } from "../firmware-sim/load/load-plan.ts";
import { median } from "./median.ts";
import { line, table } from "./print.ts";
import { startServe } from "./serve-child.ts";
import { startVictoriaMetrics } from "./victoria-metrics.ts";
import { type Credential, makeWorkplace, type Workplace } from "./workplace.ts";

const connectionsCount = 200;
const nodesPerSite = 8;
const readingsPerMessage = 25;
const roundMs = 10_000;
const warmupMs = 5_000;
const rounds = 3;

const wanted = { readingsPerSecondMin: 200_000, ratioMin: 0.9 };

const connectionsOf = (devices: readonly Credential[]): LoadPlan["connections"] =>
  devices.map(({ id, token, site }) => ({
    ...{ clientId: id, username: id, password: token },
    topics: Array.from({ length: nodesPerSite }, (_none, node) => `sites/${site}/n${node}/telemetry`),
  }));

const controlSchema = z.object({ url: z.string(), key: z.string() });

/** Readings exported so far; 0 without an export. */
const exportedBy = async (workplace: Workplace): Promise<number> => {
  const control = readFileSync(join(dirname(workplace.configuration), "data", "control.json"), "utf8");
  const { url, key } = controlSchema.parse(JSON.parse(control));
  const answer = await fetch(new URL("/metrics", url), { headers: { authorization: `Bearer ${key}` } });
  if (!answer.ok) throw new Error(`/metrics answers ${answer.status}`);
  const found = /^tramcanh_export_points_total\{stream="reading"\} (\S+)$/m.exec(await answer.text());
  return Number(found?.[1] ?? 0);
};

interface Round {
  readonly load: LoadReport;
  readonly exportedPerSecond: number;
}

/** The product on fresh data under a load, as fast as it goes or at a rate, with or without an export. */
const measure = async (mode: LoadPlan["mode"], influxUrl: string | null): Promise<Round> => {
  const more =
    influxUrl === null
      ? ""
      : `influxdb: { url: "${influxUrl}", organization: bench, bucket: bench, compress: false }\n`;
  const workplace = makeWorkplace(connectionsCount, more);
  const serve = await startServe(workplace);
  try {
    const connections = connectionsOf(workplace.devices);
    const plan = { durationMs: roundMs, warmupMs, readings: readingsPerMessage };
    const running = forkLoad({ port: serve.ready.port, connections, mode, ...plan });
    await running.connected;
    const startedAt = performance.now();
    const load = await running.finished;
    const seconds = (performance.now() - startedAt) / 1_000;
    return { load, exportedPerSecond: (await exportedBy(workplace)) / seconds };
  } finally {
    await serve.stop();
    workplace.remove();
  }
};

/**
 * The export to VictoriaMetrics on the same machine while ingest runs at half of its rate, against the same load without
 * an export, in turns. Sets exit code 1 when a figure misses what is wanted.
 */
export const benchExport = async (): Promise<void> => {
  const saturated = await measure({ kind: "saturate", backlogMax: nodesPerSite }, null);
  const messagesPerSecond = saturated.load.messagesPerSecond / 2;
  const mode = { kind: "rate", messagesPerSecond, burst: nodesPerSite, backlogMax: 1_024 } as const;
  const without: Round[] = [];
  const beside: Round[] = [];
  for (let round = 1; round <= rounds; round++) {
    without.push(await measure(mode, null));
    const victoria = await startVictoriaMetrics();
    try {
      beside.push(await measure(mode, victoria.url));
    } finally {
      await victoria.stop();
    }
    const exported = Math.round(beside.at(-1)?.exportedPerSecond ?? 0);
    line(`round ${round}: ${exported} readings/s exported`);
  }
  const rateOf = (all: readonly Round[]): number => median(all.map(({ load }) => load.messagesPerSecond));
  const p99Of = (all: readonly Round[]): number => median(all.map(({ load }) => load.latencyMs.p99));
  const exported = median(beside.map(({ exportedPerSecond }) => exportedPerSecond));
  const ratio = rateOf(beside) / rateOf(without);
  table([
    ["ingest as fast as it goes, messages/s of 25", Math.round(saturated.load.messagesPerSecond), ""],
    ["ingest at half, without export", Math.round(rateOf(without)), ""],
    ["ingest at half, beside the export", Math.round(rateOf(beside)), ""],
    ["ratio", ratio.toFixed(2), `at least ${wanted.ratioMin}`],
    ["exported readings/s", Math.round(exported), `at least ${wanted.readingsPerSecondMin}`],
    ["publish → PUBACK p99 ms, without export", p99Of(without).toFixed(1), ""],
    ["publish → PUBACK p99 ms, beside it", p99Of(beside).toFixed(1), ""],
  ]);
  if (exported < wanted.readingsPerSecondMin || ratio < wanted.ratioMin) process.exitCode = 1;
};
