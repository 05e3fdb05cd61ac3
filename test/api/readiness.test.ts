import { expect, it, onTestFinished } from "vitest";
import { readinessOf } from "../../app/readiness.ts";
import { Broker } from "../../broker/broker.ts";
import { BrokerCounters } from "../../broker/counters.ts";
import { defaultBrokerLimits } from "../../broker/limits.ts";
import { type Journal, JournalUnavailable } from "../../telemetry/journal.ts";
import { batchOf } from "../store/journal-fixture.ts";
import { until } from "../until.ts";
import { openHouse } from "./house.ts";

/** A house whose disk the test fills, asked through the readiness that the platform itself uses. */
const openFillable = async () => {
  const disk = { isFull: false };
  const full = (): Promise<never> =>
    Promise.reject(new JournalUnavailable("disk-full", "no space left on the disk"));
  const journal = (store: Journal): Journal => ({
    commit: (batch, again) => (disk.isFull ? full() : store.commit(batch, again)),
  });
  const asked: { readiness: (() => ReturnType<typeof readinessOf>) | null } = { readiness: null };
  const readiness = () => asked.readiness?.() ?? { ready: false, checks: [] };
  const house = await openHouse({ journal, context: { readiness } });
  const { store, gate, counters, intake, devices, numbers: deviceNumbers, clock } = house;
  const broker = new Broker({
    ...{ intake, gate, devices, deviceNumbers, clock },
    limits: defaultBrokerLimits,
    counters: new BrokerCounters(),
    log: () => {},
  });
  await broker.start({ tcp: { host: "127.0.0.1", port: 0 } });
  onTestFinished(() => broker.stop());
  asked.readiness = () => readinessOf({ store, gate, broker, counters });
  return { house, disk, broker };
};

it("/readyz is red with the reason while the journal takes nothing, and green when it does again", async () => {
  const { house, disk } = await openFillable();
  const ask = () => house.api.inject("/readyz");
  expect((await ask()).statusCode).toBe(200);
  disk.isFull = true;
  const published = house.publish("sites/VTL1/pwr/telemetry", { values: { "door.open": true } });
  await until(async () => expect((await ask()).statusCode).toBe(503));
  const red = (await ask()).json();
  expect(red.ready).toBe(false);
  expect(red.checks).toContainEqual({ name: "journal", ok: false, detail: "no space left on the disk" });
  expect((await house.api.inject("/healthz")).statusCode).toBe(200);
  disk.isFull = false;
  await published;
  expect((await ask()).json()).toMatchObject({ ready: true });
});

it("/readyz is red when the real store can't write a batch, with what the store says", async () => {
  const { house } = await openFillable();
  // No instant: the database refuses the row.
  const condition = [{ key: "k", changedAtMs: Number.NaN, body: null }];
  const refused = house.store.commit(batchOf({ fresh: [[0, 1, 1]], rows: { condition } }), false);
  await expect(refused).rejects.toThrow();
  const red = await house.api.inject("/readyz");
  expect(red.statusCode).toBe(503);
  expect(red.json().checks).toContainEqual({
    name: "journal",
    ok: false,
    detail: expect.stringMatching(/^input-output: ./),
  });
});

it("/readyz is red when nobody listens for devices", async () => {
  const { house, broker } = await openFillable();
  await broker.stop();
  const red = await house.api.inject("/readyz");
  expect(red.statusCode).toBe(503);
  expect(red.json().checks).toContainEqual({ name: "mqtt", ok: false, detail: "does not listen" });
});
