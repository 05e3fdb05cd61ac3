import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { z } from "zod";
import { until } from "../../until.ts";

const program = "prometheus-alertmanager";
const missing = spawnSync(program, ["--version"]).error !== undefined;
const inContinuousIntegration = process.env["CI"] !== undefined && process.env["CI"] !== "";

/** Whether tests with Alertmanager are left out; where they must not be, its absence fails them. */
export const withoutAlertmanager = missing && !inContinuousIntegration;

if (withoutAlertmanager) {
  process.stderr.write(`SKIPPED: ${program} is missing; install Debian's ${program} to run its tests\n`);
}

const alertsSchema = z.array(
  z.object({
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()),
    endsAt: z.string(),
    status: z.object({ state: z.string() }),
  }),
);

/** Debian's Alertmanager as a process of its own. */
export interface Alertmanager {
  readonly url: string;
  /** The alerts of a site that it shows: those that fire. */
  shown(site: string): Promise<z.infer<typeof alertsSchema>>;
  stop(): Promise<void>;
}

/** Starts Alertmanager on a free port; it tells the receiver, grouped by name and site. */
export const startAlertmanager = async (receiverUrl: string): Promise<Alertmanager> => {
  const folder = mkdtempSync(join(tmpdir(), "tramcanh-alertmanager-"));
  const config = join(folder, "alertmanager.yml");
  const timing = "group_by: [alertname, site], group_wait: 0s, group_interval: 1s, repeat_interval: 1h";
  writeFileSync(
    config,
    `route: { receiver: told, ${timing} }\nreceivers: [{ name: told, webhook_configs: [{ url: "${receiverUrl}", send_resolved: true }] }]\n`,
  );
  const alertmanager = spawn(
    program,
    [
      `--config.file=${config}`,
      `--storage.path=${join(folder, "data")}`,
      "--web.listen-address=127.0.0.1:0",
      "--cluster.listen-address=",
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const ended = new Promise((resolve) => alertmanager.once("exit", resolve));
  let log = "";
  alertmanager.once("error", (error) => {
    log += String(error);
  });
  alertmanager.stderr.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  const port = await until(() => {
    const found = /address=127\.0\.0\.1:(\d+)/.exec(log)?.[1];
    expect(found, log).toBeDefined();
    return found;
  });
  const url = `http://127.0.0.1:${port}`;
  await until(async () => expect((await fetch(`${url}/-/ready`)).status).toBe(200));
  return {
    url,
    shown: async (site) => {
      const query = new URLSearchParams({ filter: `site="${site}"` });
      return alertsSchema.parse(await (await fetch(`${url}/api/v2/alerts?${query}`)).json());
    },
    stop: async () => {
      alertmanager.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
