import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectionCut } from "../../firmware-sim/behaviours/connection-cut.ts";
import { doorLeftOpen } from "../../firmware-sim/behaviours/door-left-open.ts";
import { realEdge } from "../../firmware-sim/edge.ts";
import { SiteController, type SiteControllerPlan } from "../../firmware-sim/site-controller.ts";
import { until } from "../until.ts";
import { PlatformStandIn } from "./platform-stand-in.ts";

const token = "a-token";
let directory: string;
let platform: PlatformStandIn;
let running: SiteController[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "site-controller-"));
  platform = new PlatformStandIn();
  running = [];
  await platform.start(token);
});
afterEach(async () => {
  platform.isHolding = false;
  await Promise.all(running.map((controller) => controller.stop()));
  await platform.stop();
  rmSync(directory, { recursive: true, force: true });
});

const switchOn = (changes: Partial<SiteControllerPlan> = {}): SiteController => {
  const controller = new SiteController({
    site: "S1",
    nodes: [
      { code: "ctl", kind: "controller" },
      { code: "pwr", kind: "power" },
    ],
    address: { url: platform.url, device: "dev-1", token },
    periodSeconds: 0.05,
    startAfterMs: 0,
    seed: "test",
    file: join(directory, "dev-1.jsonl"),
    edge: realEdge,
    backOff: { firstMs: 10, maxMs: 50 },
    ...changes,
  });
  running.push(controller);
  return controller;
};

const untilMessages = (count: number): Promise<void> =>
  until(() => expect(platform.telemetry.length).toBeGreaterThanOrEqual(count));

const expectNothingMissing = (): void => {
  const seen = new Set(platform.sequences);
  const last = Math.max(...seen);
  expect([...Array(last).keys()].filter((index) => !seen.has(index + 1))).toEqual([]);
};

test("birth first, with session, period, firmware and the device's clock; then telemetry of every node", async () => {
  switchOn();
  await untilMessages(4);
  expect(platform.states).toEqual([
    { online: true, session: 1, period: 0.05, firmware: "1.4.2", ts: expect.any(Number) },
  ]);
  expect(Math.abs(Number(platform.states[0]?.["ts"]) - Date.now())).toBeLessThan(10_000);
  expect(new Set(platform.telemetry.map(({ topic }) => topic))).toEqual(
    new Set(["sites/S1/ctl/telemetry", "sites/S1/pwr/telemetry"]),
  );
});

test("a farewell ends the session, and everything acknowledged leaves the file", async () => {
  const controller = switchOn();
  await untilMessages(4);
  await controller.stop();
  expect(platform.states.at(-1)).toEqual({ online: false, session: 1 });
  expect(controller.stats().acknowledged).toBe(controller.stats().recorded);
  expect(controller.stats().buffered).toBe(0);
});

test("a cut of the line: the will speaks, measuring goes on, and afterwards everything is there", async () => {
  const controller = switchOn();
  await untilMessages(4);
  const nowMs = Date.now();
  controller.behave(connectionCut({ startsAtMs: nowMs, endsAtMs: nowMs + 400 }));
  await until(() => expect(platform.states.at(-1)).toEqual({ online: false, session: 1 }));
  expect(controller.stats().isConnected).toBe(false);
  await until(() => expect(platform.states.at(-1)).toMatchObject({ online: true, session: 2 }));
  await until(() => expect(controller.stats().buffered).toBeLessThanOrEqual(2));
  await controller.stop();
  expect(platform.telemetry.some(({ isArray, entries }) => isArray && entries.length > 1)).toBe(true);
  expectNothingMissing();
});

test("the platform goes away and comes back: the device returns by itself and nothing is missing", async () => {
  const controller = switchOn();
  await untilMessages(4);
  const { port } = platform;
  await platform.stop();
  const recorded = controller.stats().recorded;
  await until(() => expect(controller.stats().recorded).toBeGreaterThan(recorded + 6));
  await platform.start(token, port);
  await until(() => expect(controller.stats().isConnected).toBe(true));
  await controller.stop();
  expectNothingMissing();
  expect(controller.stats().session).toBeGreaterThan(1);
});

test("what is not acknowledged survives the end of the device, and numbers go on where they were", async () => {
  platform.isHolding = true;
  const first = switchOn();
  await until(() => expect(first.stats().recorded).toBeGreaterThan(5));
  await first.stop();
  const unacknowledged = first.stats().buffered;
  expect(unacknowledged).toBe(first.stats().recorded);
  platform.isHolding = false;
  const second = switchOn();
  await untilMessages(unacknowledged > 2 ? 3 : 1);
  await second.stop();
  expectNothingMissing();
  expect(second.stats().session).toBe(2);
  expect(Math.max(...platform.sequences)).toBe(first.stats().recorded + second.stats().recorded);
});

test("a wrong token is refused, told, and tried again", async () => {
  const controller = switchOn({ address: { url: platform.url, device: "dev-1", token: "wrong" } });
  await until(() => expect(controller.stats().session).toBeGreaterThan(2));
  expect(controller.stats().lastTrouble).toMatch(/not authorized|bad user/i);
  expect(platform.telemetry).toEqual([]);
});

test("a change at the site is reported at once, long before the next period", async () => {
  const controller = switchOn({ periodSeconds: 3600 });
  await untilMessages(2);
  const nowMs = Date.now();
  controller.behave(doorLeftOpen({ startsAtMs: nowMs, endsAtMs: nowMs + 1_000 }));
  controller.behave(doorLeftOpen({ startsAtMs: nowMs + 2_000, endsAtMs: nowMs + 3_000 }));
  const doors = () =>
    platform.telemetry.flatMap(({ entries }) => entries.flatMap(({ values }) => values["door.open"] ?? []));
  await until(() => expect(doors()).toEqual([false, true, false, true, false]));
});
