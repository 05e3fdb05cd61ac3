import { z } from "zod";
import { forkLoad } from "../firmware-sim/load/fork-load.ts";
import type { LatencyPercentiles } from "../firmware-sim/load/latency-histogram.ts";
import type { LoadPlan, LoadReport } from "../firmware-sim/load/load-plan.ts";
import { startChild } from "./child.ts";
import { type CrossingReport, type Crossings, openCrossings } from "./crossings.ts";
import { median } from "./median.ts";
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
/** Long enough for the first of 40,000 series to be entered and the code to be compiled at the rate that is measured. */
const warmupMs = 5_000;
const latencyMs = 15_000;

const wanted = { ratioMin: 0.45, pubackP99MsMax: 25, webhookP99MsMax: 50, failuresMin: 200 };

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

const percentilesOf = (rounds: readonly LatencyPercentiles[]) => ({
  p50: median(rounds.map(({ p50 }) => p50)),
  p99: median(rounds.map(({ p99 }) => p99)),
  p999: median(rounds.map(({ p999 }) => p999)),
});

/** Latencies at a rate: each percentile is the median of the rounds, as each rate is. */
const measureLatency = async (messagesPerSecond: number) => {
  const loads: LoadReport[] = [];
  const crossings: CrossingReport[] = [];
  for (let round = 1; round <= rounds; round++) {
    const { load, crossing } = await measureProduct(messagesPerSecond);
    loads.push(load);
    if (crossing) crossings.push(crossing);
    const webhookP99 = crossing?.latencyMs.p99.toFixed(1);
    line(
      `round ${round} at half: PUBACK p99 ${load.latencyMs.p99.toFixed(1)} ms, webhook p99 ${webhookP99} ms`,
    );
  }
  return {
    messagesPerSecond: median(loads.map((load) => load.messagesPerSecond)),
    puback: percentilesOf(loads.map(({ latencyMs }) => latencyMs)),
    webhook: percentilesOf(crossings.map(({ latencyMs }) => latencyMs)),
    sendLagP99Ms: median(loads.map(({ sendLagMs }) => sendLagMs.p99)),
    failures: crossings.reduce((sum, { count }) => sum + count, 0),
  };
};

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
  const half = await measureLatency(rate / 2);
  table([
    ["bare pipe, messages/s of 25 readings", Math.round(median(bare)), ""],
    ["product, all default rules", Math.round(rate), ""],
    ["ratio", ratio.toFixed(2), `at least ${wanted.ratioMin}`],
    ["load at half of it, messages/s", Math.round(half.messagesPerSecond), ""],
    ["publish → PUBACK p50 ms", half.puback.p50.toFixed(1), ""],
    ["publish → PUBACK p99 ms", half.puback.p99.toFixed(1), `at most ${wanted.pubackP99MsMax}`],
    ["publish → PUBACK p99.9 ms", half.puback.p999.toFixed(1), ""],
    ["generator behind its schedule p99 ms", half.sendLagP99Ms.toFixed(1), ""],
    ["mains failures", half.failures, `at least ${wanted.failuresMin}`],
    ["publish → webhook p50 ms", half.webhook.p50.toFixed(1), ""],
    ["publish → webhook p99 ms", half.webhook.p99.toFixed(1), `at most ${wanted.webhookP99MsMax}`],
  ]);
  const met =
    ratio >= wanted.ratioMin &&
    half.puback.p99 <= wanted.pubackP99MsMax &&
    half.webhook.p99 <= wanted.webhookP99MsMax &&
    half.failures >= wanted.failuresMin;
  if (!met) process.exitCode = 1;
};

/** The bare pipe asks nobody who he is. */
const makeStrangers = (): Credential[] =>
  Array.from({ length: connectionsCount }, (_none, index) => ({
    id: `d${index}`,
    token: "none",
    site: `S${index}`,
  }));
