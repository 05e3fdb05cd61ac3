import { connectAsync } from "mqtt";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { openStore } from "../../store/duckdb-store.ts";
import { startFakeInflux } from "../store/export/fake-influx.ts";
import { makeVictoriaMetrics, withoutVictoriaMetrics } from "../store/export/victoria-metrics.ts";
import { until } from "../until.ts";
import { figureOf, itemsOf, openHouse, serve } from "./house.ts";
import { type Credential, type House, provision, runCommand, type Served } from "./serve.ts";

const token = "the token of the test";
const environment = { TRAMCANH_INFLUX_TOKEN: token };
const site = "BPH0002";
const entriesPerMessage = 1_000;
const metrics = ["dc.load.current", "room.temperature", "room.humidity", "genset.fuel"];

const doctorView = z.object({
  findings: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
});

const withoutExport = "inventory: ./inventory.yaml\nhttp: { port: 0 }\nmqtt: { host: 127.0.0.1, port: 0 }\n";

const configured = (url: string): string =>
  `influxdb: { url: "${url}", organization: noc, bucket: telemetry }\n`;

/** Publishes so many messages of backfill and resolves when all are acknowledged. */
const publish = async (
  served: Served,
  login: Credential,
  messages: number,
  startMs: number,
): Promise<number> => {
  const client = await connectAsync(served.urls.mqtt, {
    ...{ clientId: login.id, username: login.id, password: login.token, reconnectPeriod: 0 },
  });
  const entry = (at: number) => ({
    ts: startMs + at * 100,
    values: Object.fromEntries(metrics.map((metric, place) => [metric, ((at * 7 + place) % 600) / 10])),
  });
  await Promise.all(
    Array.from({ length: messages }, (_none, message) => {
      const entries = Array.from({ length: entriesPerMessage }, (_nothing, at) =>
        entry(message * entriesPerMessage + at),
      );
      return client.publishAsync(`sites/${site}/pwr/telemetry`, JSON.stringify(entries), { qos: 1 });
    }),
  );
  await client.endAsync();
  return startMs + messages * entriesPerMessage * 100;
};

interface Sum {
  readonly count: number;
  readonly checksum: number;
}

/** Which of two readings stands where counts in it. */
const sumOf = (tsMs: ArrayLike<number>, value: ArrayLike<number>): Sum => {
  let checksum = 0;
  for (let at = 0; at < tsMs.length; at++)
    checksum =
      (checksum * 31 + ((tsMs[at] ?? 0) % 1e9) + Math.round((value[at] ?? 0) * 1_000)) % 2_147_483_647;
  return { count: tsMs.length, checksum };
};

const journalSums = async (house: House): Promise<Record<string, Sum>> => {
  const store = await openStore({ directory: house.data });
  try {
    const sums: Record<string, Sum> = {};
    for (const { id, metric, site: of, node } of (await store.recover(0)).series) {
      const { tsMs, value } = await store.readings({ series: id, fromMs: 0, toMs: 1e15, rowsMax: 1_000_000 });
      sums[`${of}/${node}/${metric}`] = sumOf(tsMs, value);
    }
    return sums;
  } finally {
    await store.close();
  }
};

const caughtUp = (served: Served): Promise<void> =>
  expect
    .poll(() => figureOf(served, "tramcanh_export_lag_readings"), { timeout: 60_000, interval: 100 })
    .toBe(0);

const exported = (served: Served): Promise<number> =>
  figureOf(served, 'tramcanh_export_points_total{stream="reading"}');

// Where tests must not be left out, a missing VictoriaMetrics fails them; elsewhere it only says so.
describe.skipIf(withoutVictoriaMetrics)("to VictoriaMetrics", () => {
  test("whatever is killed, restarted, filled or halted, in the end journal and VictoriaMetrics hold the same readings", async () => {
    const victoria = await makeVictoriaMetrics();
    onTestFinished(() => victoria.remove());
    const house = openHouse({ more: configured(victoria.url) });
    let served = await serve(house, { environment });
    const login = await provision(served, site);
    let atMs = Date.now() - 86_400_000;
    const more = async (messages: number): Promise<void> => {
      atMs = await publish(served, login, messages, atMs);
    };
    // Not there yet, then killed while it is written to.
    await more(20);
    await victoria.start();
    await until(async () => expect(await exported(served)).toBeGreaterThan(0));
    await more(5);
    await victoria.kill();
    await more(10);
    await victoria.start("full");
    await until(async () =>
      expect(await figureOf(served, 'tramcanh_export_failures_total{kind="busy"}')).toBeGreaterThan(0),
    );
    await victoria.kill();
    await victoria.start();
    await caughtUp(served);
    // Halted: requests hang. The platform is killed meanwhile, and goes on from its journal.
    victoria.signal("SIGSTOP");
    await more(10);
    await served.kill();
    served = await serve(house, { environment });
    await more(5);
    victoria.signal("SIGCONT");
    await until(async () => expect(await exported(served)).toBeGreaterThan(0));
    // Both at once.
    await more(5);
    await Promise.all([victoria.kill(), served.kill()]);
    await victoria.start();
    served = await serve(house, { environment });
    await more(1);
    await caughtUp(served);
    await served.stop();
    const expected = await journalSums(house);
    expect(Object.values(expected).map(({ count }) => count)).toEqual(metrics.map(() => 56_000));
    await until(async () => {
      const found: Record<string, Sum> = {};
      for (const { metric, timestamps, values } of await victoria.series("reading_value"))
        found[`${metric["site"]}/${metric["node"]}/${metric["metric"]}`] = sumOf(timestamps, values);
      expect(found).toEqual(expected);
    });
    const alarms = await victoria.series("presence_online");
    expect(alarms.map(({ metric }) => metric["device"])).toEqual([login.id]);
  }, 120_000);
});

test("a refused token is an alarm and a check that is not ok, and the platform stays ready; the token is in no log", async () => {
  const influx = await startFakeInflux();
  influx.answer(() => ({ status: 401, body: '{"code":"unauthorized","message":"unauthorized access"}' }));
  const house = openHouse({ more: configured(influx.url) });
  const served = await serve(house, { environment });
  const login = await provision(served, site);
  await publish(served, login, 1, Date.now() - 3_600_000);
  await until(async () => {
    const [alarm] = await itemsOf(served, "/api/v1/alarms");
    expect(alarm).toMatchObject({ site: "tramcanh", severity: "major", isCleared: false });
    expect(JSON.stringify(alarm)).toContain("unauthorized access");
  });
  const ready = await fetch(`${served.urls.http}/readyz`);
  expect(ready.status).toBe(200);
  const text = await ready.text();
  expect(JSON.parse(text)).toMatchObject({
    ready: true,
    checks: expect.arrayContaining([
      { name: "influxdb", ok: false, detail: expect.stringContaining("stopped, ") },
    ]),
  });
  expect(text).toContain("unauthorized access");
  expect(influx.writes[0]?.authorization).toBe(`Token ${token}`);
  await served.stop();
  expect(served.log()).toContain("the export to InfluxDB waits");
  expect(served.log()).not.toContain(token);
  house.write(
    "tramcanh.yaml",
    `${withoutExport}${configured(influx.url).replace(" }", ", export: false }")}`,
  );
  const silent = await serve(house);
  await until(async () => {
    const [alarm] = await itemsOf(silent, "/api/v1/alarms");
    expect(alarm).toMatchObject({ site: "tramcanh", isCleared: true });
  });
});

test("doctor looks at reach, clock, token, bucket and retention, and says what to mend", async () => {
  const influx = await startFakeInflux();
  const house = openHouse({ more: configured(influx.url) });
  const findingsOf = async (variables: Readonly<Record<string, string>>) => {
    const { out } = await runCommand(house, ["doctor", "--json"], variables);
    return doctorView.parse(JSON.parse(out)).findings.filter(({ name }) => name.startsWith("influxdb"));
  };
  expect(await findingsOf(environment)).toEqual([
    { name: "influxdb", ok: true, detail: `${influx.url} answers` },
    { name: "influxdb clock", ok: true, detail: expect.stringMatching(/^\d+ s (ahead of|behind) ours/) },
    { name: "influxdb token and bucket", ok: true, detail: "bucket telemetry of noc takes writes" },
    { name: "influxdb retention", ok: false, detail: expect.stringContaining("keeps 3 days") },
  ]);
  influx.answer(() => ({ status: 404, body: '{"code":"not found","message":"bucket not found"}' }));
  expect(await findingsOf(environment)).toContainEqual({
    name: "influxdb token and bucket",
    ok: false,
    detail: expect.stringContaining("mend influxdb.organization and influxdb.bucket"),
  });
  expect(await findingsOf({})).toEqual([
    { name: "influxdb", ok: false, detail: expect.stringContaining("set TRAMCANH_INFLUX_TOKEN") },
  ]);
});

test("without a token, or with one in the address, the platform says what is missing and does not start", async () => {
  const house = openHouse({ more: configured("http://127.0.0.1:1") });
  const { code, log } = await runCommand(house, ["serve"]);
  expect([code, log]).toEqual([2, expect.stringContaining("TRAMCANH_INFLUX_TOKEN")]);
  const checked = await runCommand(house, ["check"]);
  expect([checked.code, checked.out + checked.log]).toEqual([
    2,
    expect.stringContaining("TRAMCANH_INFLUX_TOKEN"),
  ]);
  const other = openHouse({ more: configured("http://noc:secret@127.0.0.1:1") });
  const refused = await runCommand(other, ["check"]);
  expect([refused.code, refused.out + refused.log]).toEqual([2, expect.stringContaining("influxdb.url")]);
});
