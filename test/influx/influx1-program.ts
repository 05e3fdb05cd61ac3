import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { z } from "zod";
import { until } from "../until.ts";
import { testPlace } from "./flux-server.ts";

const program = "influxd";
const missing = spawnSync(program, ["version"]).error !== undefined;
const inContinuousIntegration = process.env["CI"] !== undefined && process.env["CI"] !== "";

/** Whether tests with InfluxDB 1.6 are left out; where they must not be, its absence fails them. */
export const withoutInflux1 = missing && !inContinuousIntegration;

if (withoutInflux1) {
  process.stderr.write(`SKIPPED: ${program} is missing; install Debian's influxdb to run its tests\n`);
}

const database = "exported";

const configurationOf = (folder: string): string => `
reporting-disabled = true
bind-address = "127.0.0.1:0"
[meta]
  dir = "${join(folder, "meta")}"
[data]
  dir = "${join(folder, "data")}"
  wal-dir = "${join(folder, "wal")}"
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:0"
  log-enabled = false
`;

const answerShape = z.object({
  results: z.array(
    z.object({
      error: z.string().optional(),
      series: z
        .array(
          z.object({
            name: z.string(),
            tags: z.record(z.string(), z.string()).default({}),
            columns: z.array(z.string()),
            values: z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))),
          }),
        )
        .default([]),
    }),
  ),
});

/** One point as it is read back: its tags, and its columns by name, `time` in the precision asked for. */
export interface StoredPoint {
  readonly tags: Readonly<Record<string, string>>;
  readonly cells: Readonly<Record<string, string | number | boolean | null>>;
}

/** InfluxDB 1.6 behind a proxy that speaks the write half of version 2. */
export interface Influx1 {
  /** Of the proxy. */
  readonly url: string;
  /** Everything in a measurement, in the order of time. */
  stored(measurement: string): Promise<readonly StoredPoint[]>;
  /** Forgets everything. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

/** `/api/v2/write?bucket&precision` becomes `/write?db&precision`; bodies and their encoding pass as they are. */
const forward = (from: IncomingMessage, to: ServerResponse, port: number): void => {
  const asked = new URL(from.url ?? "", "http://proxy").searchParams;
  const right =
    from.headers.authorization === `Token ${testPlace.token}` &&
    asked.get("org") === testPlace.organization &&
    asked.get("bucket") === testPlace.bucket;
  if (!right) return void to.writeHead(404).end();
  const precision = asked.get("precision") ?? "ns";
  const path = `/write?${new URLSearchParams({ db: database, precision })}`;
  const { "content-encoding": encoding } = from.headers;
  const headers = encoding === undefined ? {} : { "content-encoding": encoding };
  const onward = request({ host: "127.0.0.1", port, path, method: "POST", headers }, (answer) => {
    to.writeHead(answer.statusCode ?? 500, { "content-type": "application/json" });
    answer.pipe(to);
  });
  from.pipe(onward);
};

const startProgram = async (folder: string) => {
  const configuration = join(folder, "influxdb.conf");
  writeFileSync(configuration, configurationOf(folder));
  const running = spawn(program, ["-config", configuration], { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise((resolve) => running.once("exit", resolve));
  let log = "";
  running.once("error", (error) => {
    log += String(error);
  });
  running.stderr.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  const port = await until(() => {
    const found = /Listening on HTTP.* addr=127\.0\.0\.1:(\d+)/.exec(log)?.[1];
    expect(found, log).toBeDefined();
    return Number(found);
  });
  const stop = async (): Promise<void> => {
    running.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { port, stop };
};

/** Starts InfluxDB 1.6 and its proxy on free ports. */
export const startInflux1 = async (): Promise<Influx1> => {
  const { port, stop } = await startProgram(mkdtempSync(join(tmpdir(), "tramcanh-influx-")));
  const proxy = createServer((from, to) => forward(from, to, port));
  await new Promise<void>((listening) => proxy.listen(0, "127.0.0.1", listening));
  const address: AddressInfo | string | null = proxy.address();
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  const ask = async (q: string): Promise<z.infer<typeof answerShape>["results"]> => {
    const query = new URLSearchParams({ db: database, epoch: "ns", q });
    const answer = await fetch(`http://127.0.0.1:${port}/query`, { method: "POST", body: query });
    const { results } = answerShape.parse(await answer.json());
    for (const { error } of results) if (error !== undefined) throw new Error(error);
    return results;
  };
  await ask(`CREATE DATABASE ${database}`);
  return {
    url: `http://127.0.0.1:${address.port}`,
    stored: async (measurement) =>
      (await ask(`SELECT * FROM "${measurement}" GROUP BY *`)).flatMap(({ series }) =>
        series.flatMap(({ tags, columns, values }) =>
          values.map((row) => ({
            tags,
            cells: Object.fromEntries(columns.map((column, place) => [column, row[place] ?? null])),
          })),
        ),
      ),
    clear: async () => {
      await ask(`DROP DATABASE ${database}`);
      await ask(`CREATE DATABASE ${database}`);
    },
    stop: async () => {
      proxy.close();
      proxy.closeAllConnections();
      await stop();
    },
  };
};
