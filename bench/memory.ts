import { readFileSync } from "node:fs";
import { forkLoad } from "../firmware-sim/load/fork-load.ts";
import { line, table } from "./print.ts";
import { startServe } from "./serve-child.ts";
import { makeWorkplace } from "./workplace.ts";

const connectionsCount = 10_000;
const settleMs = 5_000;
const kibibyte = 1_024;

/** Memory of a process that is really there, in bytes, as Linux counts it. */
const residentBytes = (pid: number | undefined): number => {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) * kibibyte;
};

/** Memory of the platform for each idle connection, at 10,000 connections. */
export const benchMemory = async (): Promise<void> => {
  line(`provisioning ${connectionsCount} devices …`);
  const workplace = makeWorkplace(connectionsCount);
  const serve = await startServe(workplace);
  try {
    const before = residentBytes(serve.process.pid);
    const connections = workplace.devices.map(({ id, token, site }) => ({
      clientId: id,
      username: id,
      password: token,
      topics: [`sites/${site}/ctl/telemetry`],
    }));
    const load = forkLoad({
      port: serve.ready.port,
      connections,
      mode: { kind: "idle" },
      durationMs: settleMs * 2,
    });
    await load.connected;
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    const after = residentBytes(serve.process.pid);
    await load.finished;
    table([["memory per idle connection, bytes", Math.round((after - before) / connectionsCount), ""]]);
  } finally {
    await serve.stop();
    workplace.remove();
  }
};
