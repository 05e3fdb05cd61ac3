import { connectAsync } from "mqtt";
import { expect, onTestFinished, test } from "vitest";
import { figureOf, itemsOf, openHouse, serve } from "../e2e/house.ts";
import { provision, type Served } from "../e2e/serve.ts";
import { until } from "../until.ts";
import { FluxServer, testPlace } from "./flux-server.ts";

const sectionFor = (url: string): string =>
  `history: influxdb\ninfluxdb: { url: "${url}", organization: "${testPlace.organization}", bucket: "${testPlace.bucket}" }\n`;

const publishFrom = async (served: Served) => {
  const device = await provision(served, "BPH0001");
  const client = await connectAsync(served.urls.mqtt, {
    ...{ clientId: device.id, username: device.id, password: device.token, reconnectPeriod: 0 },
  });
  onTestFinished(() => client.endAsync(true));
  return (message: object) =>
    client.publishAsync("sites/BPH0001/pwr/telemetry", JSON.stringify(message), { qos: 1 });
};

const path = "/api/v1/readings?site=BPH0001&node=pwr&metric=genset.state";

test("with history: influxdb readings make the whole way: MQTT, journal, export, and back in Flux", async () => {
  const server = new FluxServer();
  const house = openHouse({ more: sectionFor(await server.listen()) });
  const served = await serve(house, { environment: { TRAMCANH_INFLUX_TOKEN: testPlace.token } });
  const publish = await publishFrom(served);
  const nowMs = Math.floor(Date.now() / 60_000) * 60_000;
  const at = (secondsAgo: number): number => nowMs - secondsAgo * 1_000;
  await publish({ ts: at(120), values: { "genset.state": "starting" } });
  await publish({ ts: at(60), values: { "genset.state": "running" } });
  await publish({ ts: at(90), values: { "genset.state": "fault" } });

  // Words are words again, late readings are in their place.
  const expected = [
    [at(120), "starting"],
    [at(90), "fault"],
    [at(60), "running"],
  ].map(([tsMs, value]) => ({ ts: new Date(Number(tsMs)).toISOString(), value }));
  await until(async () => expect(await itemsOf(served, path)).toMatchObject(expected));
  const asked = server.questions.length;
  expect(asked).toBeGreaterThan(0);
  expect(await itemsOf(served, `${path}&step=1m&aggregate=last`)).toMatchObject([
    { ts: expected[0]?.ts, value: "fault" },
    { ts: expected[2]?.ts, value: "running" },
  ]);
  expect(server.questions.length).toBe(asked + 1);
  const { body } = await served.ask("GET", `${path}&limit=2`);
  expect(body).toMatchObject({ items: expected.slice(0, 2), next: expect.any(String) });

  // Away: what is live goes on, and ranges say what to do.
  server.stop();
  const answer = await served.ask("GET", path);
  expect(answer).toMatchObject({ status: 503, body: { code: "history-unavailable", retry: true } });
  expect(answer.text).toContain("see that it runs");
  await publish({ ts: at(30), values: { "genset.state": "stopped" } });
  const latest = await itemsOf(served, "/api/v1/nodes/BPH0001/pwr/latest");
  expect(latest).toMatchObject([{ metric: "genset.state", value: "stopped" }]);
  expect(await figureOf(served, 'tramcanh_http_answers_total{status="503"}')).toBeGreaterThan(0);
});
