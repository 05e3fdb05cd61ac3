import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { z } from "zod";
import { reservedPort } from "../../../bench/reserved-port.ts";
import { until } from "../../until.ts";

const program = "victoria-metrics";
const missing = spawnSync(program, ["--version"]).error !== undefined;
const inContinuousIntegration = process.env["CI"] !== undefined && process.env["CI"] !== "";

/** Whether tests with VictoriaMetrics are left out; where they must not be, its absence fails them. */
export const withoutVictoriaMetrics = missing && !inContinuousIntegration;

if (withoutVictoriaMetrics) {
  process.stderr.write(`SKIPPED: ${program} is missing; install Debian's ${program} to run its tests\n`);
}

const seriesLine = z.object({
  metric: z.record(z.string(), z.string()),
  values: z.array(z.number()),
  timestamps: z.array(z.number()),
});

/** One series as it is stored. */
export type StoredSeries = z.infer<typeof seriesLine>;

/** VictoriaMetrics as a process of its own, on the same port and data from one start to the next. */
export interface VictoriaMetrics {
  readonly url: string;
  /** With a full disk it runs, and takes nothing. */
  start(disk?: "full"): Promise<void>;
  /** SIGKILL; what it has not written to its disk is lost. */
  kill(): Promise<void>;
  signal(signal: "SIGSTOP" | "SIGCONT"): void;
  /** All series of a name. */
  series(name: string): Promise<readonly StoredSeries[]>;
  /** Kills it and removes its data. */
  remove(): Promise<void>;
}

/** A VictoriaMetrics that is not started yet. */
export const makeVictoriaMetrics = async (): Promise<VictoriaMetrics> => {
  const folder = mkdtempSync(join(tmpdir(), "tramcanh-victoria-metrics-"));
  const port = await reservedPort();
  const url = `http://127.0.0.1:${port}`;
  const running: { child: ChildProcess | null; ended: Promise<unknown> } = {
    child: null,
    ended: Promise.resolve(),
  };
  const kill = async (): Promise<void> => {
    running.child?.kill("SIGKILL");
    await running.ended;
  };
  return {
    url,
    kill,
    start: async (disk) => {
      const words = [
        `-storageDataPath=${folder}`,
        `-httpListenAddr=127.0.0.1:${port}`,
        "-retentionPeriod=10y",
        // What is sent twice is there once.
        "-dedup.minScrapeInterval=1ms",
        "-memory.allowedBytes=128MB",
        "-loggerLevel=ERROR",
        // It stops taking data when less than this is free.
        `-storage.minFreeDiskSpaceBytes=${disk === "full" ? "1000000GB" : "1MB"}`,
      ];
      const child = spawn(program, words, { stdio: "ignore" });
      running.child = child;
      running.ended = new Promise((resolve) => child.once("exit", resolve));
      await until(async () => expect((await fetch(`${url}/health`)).status).toBe(200));
    },
    signal: (signal) => void running.child?.kill(signal),
    series: async (name) => {
      await fetch(`${url}/internal/force_flush`);
      const query = new URLSearchParams({ "match[]": `{__name__="${name}"}`, start: "0" });
      const text = await (await fetch(`${url}/api/v1/export?${query}`)).text();
      const lines = text.split("\n").filter((line) => line !== "");
      return lines.map((line) => seriesLine.parse(JSON.parse(line)));
    },
    remove: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
