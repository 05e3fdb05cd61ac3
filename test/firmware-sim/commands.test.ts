import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { realEdge } from "../../firmware-sim/edge.ts";
import { SiteController } from "../../firmware-sim/site-controller.ts";
import { deviceId, nodeCode, siteCode } from "../../telemetry/identifiers.ts";
import { openBroker } from "../broker/house.ts";
import { until } from "../until.ts";

type House = Awaited<ReturnType<typeof openBroker>>;

/** A simulated device of the site, connected to this broker. */
const switchOn = async (house: House, place: string): Promise<SiteController> => {
  const directory = mkdtempSync(join(tmpdir(), "commands-"));
  const device = `${place}-ctl`;
  const controller = new SiteController({
    site: place,
    nodes: [{ code: "pwr", kind: "power" }],
    address: { url: `mqtt://127.0.0.1:${house.port}`, device, token: await house.provision(device, place) },
    periodSeconds: 3600,
    startAfterMs: 0,
    seed: "commands",
    file: join(directory, `${device}.jsonl`),
    edge: realEdge,
    backOff: { firstMs: 10, maxMs: 50 },
    firmware: { scanSeconds: 10, bootMs: 20, watchdogMs: 1000 },
  });
  onTestFinished(async () => {
    await controller.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  await until(() => expect(controller.stats().acknowledged).toBeGreaterThanOrEqual(2));
  return controller;
};

const reply = z.object({ id: z.string(), ok: z.boolean(), error: z.string().optional() });

/** Replies that reached the platform, which keeps what nobody waits for in quarantine. */
const repliesIn = (house: House) =>
  house.committed.quarantined.map(({ device, topic, reason, payload }) => {
    expect(reason).toBe("unexpected-reply");
    return { device, topic, ...reply.parse(JSON.parse(payload)) };
  });
const at = { device: deviceId("BPH0001-ctl"), site: siteCode("BPH0001"), node: nodeCode("ctl") };

test("a command over the platform's own broker is done by the device of its site alone, and answered", async () => {
  const house = await openBroker();
  const [addressed, other] = await Promise.all([switchOn(house, "BPH0001"), switchOn(house, "BPH0002")]);
  house.broker.command(at, { id: "1", name: "set-period", args: { period: 30 } });
  const births = () =>
    house.committed.events.flatMap((event) =>
      event.kind === "birth" ? [[event.site, event.session, event.periodSeconds]] : [],
    );
  await until(() => expect(births()).toContainEqual(["BPH0001", 1, 30]));
  await until(() =>
    expect(repliesIn(house)).toEqual([
      { device: "BPH0001-ctl", topic: "sites/BPH0001/ctl/reply", id: "1", ok: true },
    ]),
  );
  expect([addressed.stats().periodSeconds, other.stats().periodSeconds]).toEqual([30, 3600]);
});

test("refusals come back in words, and a command sent twice is done once", async () => {
  const house = await openBroker();
  const controller = await switchOn(house, "BPH0001");
  house.broker.command(at, { id: "1", name: "dance" });
  house.broker.command(at, { id: "2", name: "reboot", expiresAt: "2020-01-01T00:00:00Z" });
  house.broker.command({ ...at, node: nodeCode("olt1") }, { id: "3", name: "open-door" });
  await until(() => expect(repliesIn(house)).toHaveLength(3));
  expect(repliesIn(house).map(({ id, ok, error }) => [id, ok, error?.split(/[ :;]/)[0]])).toEqual([
    ["1", false, "unknown"],
    ["2", false, "expired"],
    ["3", false, "this"],
  ]);
  house.broker.command(at, { id: "4", name: "reboot" });
  await until(() => expect(controller.stats()).toMatchObject({ restarts: 1, isConnected: true, session: 2 }));
  await until(() => {
    house.broker.command(at, { id: "4", name: "reboot" });
    expect(repliesIn(house).filter(({ id }) => id === "4").length).toBeGreaterThan(1);
  });
  expect(repliesIn(house).every(({ id, ok }) => ok === (id === "4"))).toBe(true);
  expect(controller.stats().restarts).toBe(1);
  expect(house.brokerCounters.subscriptionsRefused).toBe(0);
});
