import { z } from "zod";
import { forkLoad } from "../firmware-sim/load/fork-load.ts";
import type { LoadPlan, LoadReport } from "../firmware-sim/load/load-plan.ts";
import { startChild } from "./child.ts";
import { type Crossings, openCrossings } from "./crossings.ts";
import { line, table } from "./print.ts";
import { startServe } from "./serve-child.ts";
import { type Credential, makeWorkplace } from "./workplace.ts";

const connectionsCount = 200;
const crossingDevices = 8;
const nodesPerSite = 8;
const readingsPerMessage = 25;
/** A site reports for all its nodes at once: so many messages of a connection go out, and are awaited, together. */
const backlogMax = nodesPerSite;
const rounds = 3;
const roundMs = 6_000;
const warmupMs = 2_500;
const latencyMs = 20_000;

const wanted = { ratioMin: 0.45, pubackP99MsMax: 25, webhookP99MsMax: 50 };

type Connections = LoadPlan["connections"];

const topicsOf = (site: string): string[] =>
  Array.from({ length: nodesPerSite }, (_none, node) => `sites/${site}/n${node}/telemetry`);

const connectionsOf = (devices: readonly Credential[]): Connections =>
  devices.map(({ id, token, site }) => ({
    clientId: id,
    username: id,
    password: token,
    topics: topicsOf(site),
  }));

const saturate = (port: number, connections: Connections): Promise<LoadReport> =>
  forkLoad({
    port,
    connections,
    mode: { kind: "saturate", backlogMax },
    durationMs: roundMs,
    warmupMs,
    readings: readingsPerMessage,
  }).finished;

const measureBare = async (connections: Connections): Promise<LoadReport> => {
  const bare = await startChild("bench/bare-pipe.ts", [], {
    parse: (ready) => z.object({ port: z.int() }).parse(ready),
  });
  try {
    return await saturate(bare.ready.port, connections);
  } finally {
    await bare.stop();
  }
};

const webhookOf = (crossings: Crossings): string =>
  [
    "channels:",
    `  bench: { kind: webhook, url: "${crossings.url}", secret: { env: BENCH_WEBHOOK_SECRET }, allowPrivateAddress: true }`,
    "routes: [{ to: [bench] }]",
    "",
  ].join("\n");

/** The product on fresh data; with `messagesPerSecond` at that rate and with mains failures, else as fast as it goes. */
const measureProduct = async (messagesPerSecond: number | null) => {
  const crossings = await openCrossings();
  const workplace = makeWorkplace(connectionsCount + crossingDevices, webhookOf(crossings));
  const serve = await startServe(workplace);
  try {
    const connections = connectionsOf(workplace.devices.slice(0, connectionsCount));
    if (messagesPerSecond === null)
      return { load: await saturate(serve.ready.port, connections), crossing: null };
    const load = forkLoad({
      port: serve.ready.port,
      connections,
      mode: { kind: "rate", messagesPerSecond, burst: backlogMax, backlogMax: 1_024 },
      durationMs: latencyMs,
      warmupMs,
      readings: readingsPerMessage,
    });
    await load.connected;
    const crossing = await crossings.run(serve.ready.mqtt, workplace.devices.slice(connectionsCount), {
      warmupMs,
      durationMs: latencyMs,
    });
    return { load: await load.finished, crossing };
  } finally {
    await serve.stop();
    workplace.remove();
    crossings.close();
  }
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/**
 * Ingest against the bare pipe, in turns in one run on one machine: durable messages a second, their ratio, and the
 * latencies at half of the product's rate. Sets exit code 1 when a figure misses what is wanted.
 */
export const benchIngest = async (): Promise<void> => {
  const bare: number[] = [];
  const product: number[] = [];
  for (let round = 0; round < rounds; round++) {
    bare.push((await measureBare(connectionsOf(makeStrangers()))).messagesPerSecond);
    product.push((await measureProduct(null)).load.messagesPerSecond);
    line(
      `round ${round + 1}: bare pipe ${Math.round(bare.at(-1) ?? 0)}/s, product ${Math.round(product.at(-1) ?? 0)}/s`,
    );
  }
  const rate = median(product);
  const ratio = rate / median(bare);
  const half = await measureProduct(rate / 2);
  const { load, crossing } = half;
  const webhook = crossing?.latencyMs ?? {
    p50: Number.NaN,
    p99: Number.NaN,
    p999: Number.NaN,
    max: Number.NaN,
  };
  table([
    ["bare pipe, messages/s of 25 readings", Math.round(median(bare)), ""],
    ["product, all default rules", Math.round(rate), ""],
    ["ratio", ratio.toFixed(2), `at least ${wanted.ratioMin}`],
    ["load at half of it, messages/s", Math.round(load.messagesPerSecond), ""],
    ["publish → PUBACK p50 ms", load.latencyMs.p50.toFixed(1), ""],
    ["publish → PUBACK p99 ms", load.latencyMs.p99.toFixed(1), `at most ${wanted.pubackP99MsMax}`],
    ["publish → PUBACK p99.9 ms", load.latencyMs.p999.toFixed(1), ""],
    ["generator behind its schedule p99 ms", load.sendLagMs.p99.toFixed(1), ""],
    ["mains failures", crossing?.count ?? 0, "at least 200"],
    ["publish → webhook p50 ms", webhook.p50.toFixed(1), ""],
    ["publish → webhook p99 ms", webhook.p99.toFixed(1), `at most ${wanted.webhookP99MsMax}`],
  ]);
  const met =
    ratio >= wanted.ratioMin &&
    load.latencyMs.p99 <= wanted.pubackP99MsMax &&
    webhook.p99 <= wanted.webhookP99MsMax &&
    (crossing?.count ?? 0) >= 200;
  if (!met) process.exitCode = 1;
};

/** The bare pipe asks nobody who he is. */
const makeStrangers = (): Credential[] =>
  Array.from({ length: connectionsCount }, (_none, index) => ({
    id: `d${index}`,
    token: "none",
    site: `S${index}`,
  }));
