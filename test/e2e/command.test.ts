import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { realEdge } from "../../firmware-sim/edge.ts";
import { SiteController } from "../../firmware-sim/site-controller.ts";
import { until } from "../until.ts";
import { type Credential, type House, launchServe, makeHouse, provision, type Served } from "./serve.ts";

let house: House;
let served: Served;
let credential: Credential;

beforeAll(async () => {
  house = makeHouse();
  served = await launchServe(house).ready;
  credential = await provision(served, "BPH0001");
});
afterAll(async () => {
  await served.kill();
  house.remove();
});

const deviceAt = (url: string): SiteController =>
  new SiteController({
    site: "BPH0001",
    nodes: [{ code: "pwr", kind: "power" }],
    address: { url, device: credential.id, token: credential.token },
    periodSeconds: 3600,
    startAfterMs: 0,
    seed: "commands",
    file: join(house.folder, "device.jsonl"),
    edge: realEdge,
    backOff: { firstMs: 10, maxMs: 50 },
    firmware: { scanSeconds: 10, bootMs: 20, watchdogMs: 1000 },
  });

const command = z.object({
  id: z.string(),
  command: z.string(),
  state: z.string(),
  error: z.string().nullable(),
});
const commands = async () => {
  const { body } = await served.ask("GET", `/api/v1/devices/${credential.id}/commands`);
  return z.object({ items: z.array(command) }).parse(body).items;
};
const ask = async (body: object) => {
  const answer = await served.ask("POST", `/api/v1/devices/${credential.id}/commands`, body);
  expect([answer.status, answer.text]).toEqual([202, answer.text]);
  return command.parse(answer.body);
};

test("K3: a command waits on disk for its device, over kill -9, is done once and answered", async () => {
  const { id } = await ask({ command: "set-period", arguments: { period: 30 } });
  await served.kill();
  served = await launchServe(house).ready;
  expect(await commands()).toMatchObject([{ id, state: "queued" }]);
  const device = deviceAt(served.urls.mqtt);
  try {
    await until(async () => expect(await commands()).toMatchObject([{ id, state: "replied" }]));
    expect(device.stats().periodSeconds).toBe(30);
    const generator = await ask({ command: "start-generator" });
    await until(async () =>
      expect(await commands()).toContainEqual({
        ...{ id: generator.id, command: "start-generator", state: "refused" },
        error: "this site has no generator",
      }),
    );
    const { body } = await served.ask("GET", "/api/v1/quarantine");
    expect(body).toMatchObject({ items: [] });
  } finally {
    await device.stop();
  }
});

test("K1: one whose time is over expires, and never goes out", async () => {
  const { id } = await ask({ command: "reboot", expiresInSeconds: 1 });
  await until(async () =>
    expect((await commands()).find((each) => each.id === id)).toMatchObject({ state: "expired" }),
  );
});
