import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { reservedPort } from "./reserved-port.ts";

const program = "victoria-metrics";
const healthAsksMax = 200;
const healthAskMs = 50;

const isHealthy = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/health`)).ok;
  } catch {
    return false;
  }
};

/** Starts Debian's VictoriaMetrics on a free port with data of its own. */
export const startVictoriaMetrics = async (): Promise<{ readonly url: string; stop(): Promise<void> }> => {
  const folder = mkdtempSync(join(tmpdir(), "tramcanh-bench-victoria-metrics-"));
  const port = await reservedPort();
  const words = [
    `-storageDataPath=${folder}`,
    `-httpListenAddr=127.0.0.1:${port}`,
    "-retentionPeriod=10y",
    "-loggerLevel=ERROR",
  ];
  const child = spawn(program, words, { stdio: "ignore" });
  const ended = once(child, "exit");
  const url = `http://127.0.0.1:${port}`;
  for (let ask = 0; !(await isHealthy(url)); ask++) {
    if (ask === healthAsksMax) throw new Error(`${program} does not answer: is it installed?`);
    await delay(healthAskMs);
  }
  return {
    url,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
