import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { until } from "../../until.ts";
import { type Receiver, startReceiver, status } from "../receiver.ts";
import { bodyOf, channelOf } from "./stage.ts";

const program = "prometheus-alertmanager";
const missing = spawnSync(program, ["--version"]).error !== undefined;
const inContinuousIntegration = process.env["CI"] !== undefined && process.env["CI"] !== "";
if (missing) {
  process.stderr.write(`SKIPPED: ${program} is missing; install Debian's ${program} to run its tests\n`);
}
const wanted = missing && !inContinuousIntegration ? describe.skip : describe;

const alertsSchema = z.array(
  z.object({
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()),
    endsAt: z.string(),
    status: z.object({ state: z.string() }),
  }),
);

wanted("Debian's Alertmanager", () => {
  const folder = mkdtempSync(join(tmpdir(), "tramcanh-alertmanager-"));
  const running: { process: ChildProcess | null; url: string; told: Receiver | null } = {
    process: null,
    url: "",
    told: null,
  };

  beforeAll(async () => {
    running.told = await startReceiver(status(200));
    const config = join(folder, "alertmanager.yml");
    const timing = "group_by: [alertname, site], group_wait: 0s, group_interval: 1s, repeat_interval: 1h";
    writeFileSync(
      config,
      `route: { receiver: told, ${timing} }\nreceivers: [{ name: told, webhook_configs: [{ url: "${running.told.url}", send_resolved: true }] }]\n`,
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
    running.process = alertmanager;
    let log = "";
    alertmanager.stderr.on("data", (chunk: Buffer) => {
      log += chunk.toString();
    });
    await until(() => {
      const port = /address=127\.0\.0\.1:(\d+)/.exec(log)?.[1];
      expect(port, log).toBeDefined();
      running.url = `http://127.0.0.1:${port}`;
    });
    await until(async () => expect((await fetch(`${running.url}/-/ready`)).status).toBe(200));
  });

  afterAll(async () => {
    const { process: alertmanager, told } = running;
    if (alertmanager !== null && alertmanager.exitCode === null) {
      const ended = new Promise((resolve) => alertmanager.once("exit", resolve));
      alertmanager.kill("SIGKILL");
      await ended;
    }
    await told?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const shown = async (site: string) => {
    const query = new URLSearchParams({ filter: `site="${site}"` });
    return alertsSchema.parse(await (await fetch(`${running.url}/api/v2/alerts?${query}`)).json());
  };
  const told = (site: string): readonly { status: string; alerts: unknown[] }[] =>
    (running.told?.received ?? [])
      .map(({ body }) => JSON.parse(body))
      .filter(({ groupLabels }) => groupLabels.site === site);

  /** The real clock: Alertmanager has no other. */
  const at = (atMs: number) => {
    const instant = new Date(atMs).toISOString();
    return { eventAt: instant, receivedAt: instant, clock: "device" };
  };
  const open = () =>
    channelOf({ kind: "alertmanager", url: running.url, language: "en", allowPrivateAddress: true });
  const tell = (change: object): Promise<unknown> =>
    open().deliver({ id: "n", body: bodyOf({ ...change }) }, Date.now());

  test("shows our alarm firing, tells its receiver, then resolved", async () => {
    const raised = at(Date.now() - 60_000);
    const active = {
      site: "S1",
      lastRaised: raised,
      lastChanged: raised,
      statusChanges: [{ at: raised, event: "raised", severity: "major" }],
    };
    expect(await tell(active)).toEqual({ kind: "delivered", detail: "HTTP 200" });
    await until(async () =>
      expect(await shown("S1")).toMatchObject([
        {
          labels: { alertname: "mains-lost", site: "S1", node: "pwr", severity: "major" },
          annotations: { description: expect.stringContaining("Mains lost. Check the generator.") },
          status: { state: "active" },
        },
      ]),
    );
    await until(() => expect(told("S1")).toMatchObject([{ status: "firing" }]));
    const over = at(Date.now());
    expect(await tell({ ...active, isCleared: true, lastCleared: over, lastChanged: over })).toMatchObject({
      kind: "delivered",
    });
    await until(() =>
      expect(told("S1").at(-1)).toMatchObject({ status: "resolved", alerts: [{ status: "resolved" }] }),
    );
    await until(async () => expect(await shown("S1")).toEqual([]));
  });

  test("an alarm that becomes critical leaves one alert, the critical one", async () => {
    const raised = at(Date.now() - 60_000);
    const first = { at: raised, event: "raised", severity: "major" };
    const base = { site: "S2", lastRaised: raised, lastChanged: raised };
    await tell({ ...base, statusChanges: [first] });
    await until(async () => expect(await shown("S2")).toHaveLength(1));
    const second = { at: at(Date.now()), event: "updated", severity: "critical" };
    await tell({ ...base, severity: "critical", statusChanges: [first, second] });
    await until(async () =>
      expect((await shown("S2")).map(({ labels }) => labels["severity"])).toEqual(["critical"]),
    );
  });

  test("an alarm told again stands longer", async () => {
    const raised = at(Date.now());
    const base = { site: "S3", lastRaised: raised, lastChanged: raised };
    await tell(base);
    const [before] = await shown("S3");
    await tell(base);
    const [after] = await shown("S3");
    expect(Date.parse(after?.endsAt ?? "") - Date.parse(before?.endsAt ?? "")).toBeGreaterThan(0);
  });
});
