import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { DialectName } from "../../firmware-sim/dialects/dialects.ts";
import { startProvince } from "../../firmware-sim/province.ts";
import { connectPacket, publishPacket, RawDevice } from "../broker/house.ts";
import { until } from "../until.ts";
import { figureOf, itemsOf } from "./house.ts";
import { type House, launchServe, makeHouse, provision, type Served } from "./serve.ts";

let house: House;
let served: Served;

beforeAll(async () => {
  house = makeHouse();
  served = await launchServe(house).ready;
});
afterAll(async () => {
  await served.kill();
  house.remove();
});

const valuesOf = async (site: string, node: string, metric: string): Promise<readonly unknown[]> =>
  (await itemsOf(served, `/api/v1/readings?site=${site}&node=${node}&metric=${metric}`)).map(
    ({ value }) => value,
  );

const dialects: Readonly<Record<string, DialectName>> = {
  BPH0002: "native",
  BPH0003: "thingsboard",
  BPH0004: "telegraf",
};

test("simulated devices of all dialects report to one serve, and what they measure is read back over HTTP", async () => {
  const nodes = [
    { code: "ctl", kind: "controller" },
    { code: "pwr", kind: "power" },
  ];
  const sites = await Promise.all(
    Object.entries(dialects).map(async ([site, dialect]) => {
      const { id, token } = await provision(served, site);
      return { site, device: id, token, nodes, dialect };
    }),
  );
  const directory = join(house.folder, "devices");
  const plan = {
    mqttUrl: served.urls.mqtt,
    sites,
    seed: "dialects",
    periodSeconds: 1,
    faultsPerMinute: 0,
    directory,
  };
  const province = startProvince(plan);
  onTestFinished(() => province.stop());
  for (const { site, device, dialect } of sites) {
    await until(async () => expect(await valuesOf(site, "ctl", "door.open")).toContain(false));
    await until(async () =>
      expect(await valuesOf(site, "pwr", "dc.bus.voltage")).toContainEqual(expect.any(Number)),
    );
    expect(await valuesOf(site, "pwr", "mains.present")).toContain(true);
    const announced =
      dialect === "native" ? { session: 1, periodSeconds: 1 } : { session: null, periodSeconds: null };
    expect((await served.ask("GET", `/api/v1/sites/${site}`)).body).toMatchObject({
      state: { online: true, lastHeardAt: expect.any(String), devices: [{ device, ...announced }] },
    });
    expect(await itemsOf(served, `/api/v1/quarantine?site=${site}`)).toEqual([]);
  }
  await province.stop();
  const { recorded, acknowledged, buffered } = province.stats();
  expect(acknowledged).toBeGreaterThanOrEqual(2 * sites.length);
  expect(acknowledged + buffered).toBe(recorded);
});

test("what another site's Telegraf topic or tag brings is acknowledged, refused and listed (I6)", async () => {
  const { id, token } = await provision(served, "BPH0005");
  const before = await figureOf(served, 'tramcanh_quarantined_total{reason="foreign-site"}');
  const raw = new RawDevice(served.mqttPort);
  const metric = (tags: object) => JSON.stringify({ name: "mains", tags, fields: { voltage: 228 } });
  raw.send(
    connectPacket(id, token),
    publishPacket(1, "telegraf/BPH0006/mains", metric({})),
    publishPacket(2, "telegraf/BPH0005/mains", metric({ site: "BPH0006" })),
    publishPacket(3, "v1/devices/me/attributes", '{"firmware":"1.4.2"}'),
    publishPacket(4, "v1/devices/me/telemetry", '{"mains.voltage":228.4,"mains.present":"yes"}'),
  );
  await until(() => expect(raw.of("puback").map(({ messageId }) => messageId)).toEqual([1, 2, 3, 4]));
  expect(raw.closed).toBe(false);
  expect(await figureOf(served, 'tramcanh_quarantined_total{reason="foreign-site"}')).toBe(before + 2);
  expect(await figureOf(served, "tramcanh_messages_ignored_total")).toBe(1);
  expect(await valuesOf("BPH0005", "ctl", "mains.voltage")).toEqual([228.4]);
  const rows = await itemsOf(served, "/api/v1/quarantine?site=BPH0005");
  expect(rows.map(({ reason, metric: name }) => [reason, name]).sort()).toEqual([
    ["foreign-site", null],
    ["foreign-site", null],
    ["wrong-type", "mains.present"],
  ]);
});
