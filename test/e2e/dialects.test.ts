import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DialectName } from "../../firmware-sim/dialects/dialects.ts";
import { realEdge } from "../../firmware-sim/edge.ts";
import { SiteController } from "../../firmware-sim/site-controller.ts";
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

const runs: readonly [DialectName, string][] = [
  ["native", "BPH0002"],
  ["thingsboard", "BPH0003"],
  ["telegraf", "BPH0004"],
];

describe.each(runs)("a simulated device that speaks %s", (dialect, site) => {
  test("reports for its nodes to serve, everything is acknowledged and read back over HTTP", async () => {
    const { id, token } = await provision(served, site);
    const controller = new SiteController({
      site,
      nodes: [
        { code: "ctl", kind: "controller" },
        { code: "pwr", kind: "power" },
      ],
      address: { url: served.urls.mqtt, device: id, token },
      periodSeconds: 1,
      startAfterMs: 0,
      seed: "dialects",
      file: join(house.folder, `${id}.jsonl`),
      edge: realEdge,
      dialect,
    });
    await until(() => expect(controller.stats().acknowledged).toBeGreaterThanOrEqual(2));
    await controller.stop();
    expect((await valuesOf(site, "pwr", "dc.bus.voltage"))[0]).toBeTypeOf("number");
    expect((await valuesOf(site, "pwr", "mains.present"))[0]).toBe(true);
    expect((await valuesOf(site, "ctl", "door.open"))[0]).toBe(false);
    expect(await itemsOf(served, `/api/v1/quarantine?site=${site}`)).toEqual([]);
    const announced =
      dialect === "native" ? { session: 1, periodSeconds: 1 } : { session: null, periodSeconds: null };
    expect((await served.ask("GET", `/api/v1/sites/${site}`)).body).toMatchObject({
      state: { lastHeardAt: expect.any(String), devices: [{ device: id, ...announced }] },
    });
  });
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
