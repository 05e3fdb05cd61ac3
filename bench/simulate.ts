import { forkLoad } from "../firmware-sim/load/fork-load.ts";
import type { LoadPlan, LoadReport } from "../firmware-sim/load/load-plan.ts";
import { openSink } from "./acknowledging-sink.ts";
import { line, table } from "./print.ts";
import { measureProvince } from "./simulated-province.ts";

const readingsPerMessage = 25;
const nodesPerSite = 6;
const roundMs = 5_000;
const warmupMs = 2_000;
const messagesPerSecond = 50_000;
const wantedPerCpuSecond = 50_000;

/** How many connections, and how many messages of one are due together. */
interface Shape {
  readonly connections: number;
  readonly burst: number;
}

const shapes: readonly Shape[] = [
  { connections: 200, burst: 1 },
  { connections: 10_000, burst: 1 },
  { connections: 10_000, burst: nodesPerSite },
];

const connectionsOf = (count: number): LoadPlan["connections"] =>
  Array.from({ length: count }, (_none, index) => ({
    clientId: `d${index}`,
    username: `d${index}`,
    password: "none",
    topics: Array.from({ length: nodesPerSite }, (_each, node) => `sites/S${index}/n${node}/telemetry`),
  }));

const measure = async ({ connections, burst }: Shape): Promise<LoadReport> => {
  const sink = await openSink();
  try {
    return await forkLoad({
      port: sink.port,
      connections: connectionsOf(connections),
      mode: { kind: "rate", messagesPerSecond, burst },
      durationMs: roundMs,
      warmupMs,
      readings: readingsPerMessage,
    }).finished;
  } finally {
    sink.close();
  }
};

const benchGenerator = async (): Promise<boolean> => {
  let met = true;
  line(`generator against a sink that only acknowledges, ${messagesPerSecond} messages/s due:`);
  for (const shape of shapes) {
    const report = await measure(shape);
    const perCpuSecond = (report.messagesPerSecond * report.seconds) / report.cpuSeconds;
    met &&= perCpuSecond >= wantedPerCpuSecond;
    line(`${shape.connections} connections, ${shape.burst} of a site at once`);
    table([
      ["  acknowledged, messages/s", Math.round(report.messagesPerSecond), ""],
      [
        "  messages for each CPU-second of the generator",
        Math.round(perCpuSecond),
        `at least ${wantedPerCpuSecond}`,
      ],
      ["  behind its schedule p99 ms", report.sendLagMs.p99.toFixed(1), ""],
    ]);
  }
  return met;
};

/**
 * What the simulator itself costs: the generator of load against a sink that only acknowledges, then simulated sites
 * against the real `serve`. Judged by processor time, since the other end runs on the same cores. Sets exit code 1 when
 * a figure misses what is wanted.
 */
export const benchSimulate = async (): Promise<void> => {
  const fast = await benchGenerator();
  const light = await measureProvince();
  if (!fast || !light) process.exitCode = 1;
};
