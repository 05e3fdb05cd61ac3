import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { steady } from "../../firmware-sim/behaviours/behaviour.ts";
import { firmwareHang } from "../../firmware-sim/behaviours/firmware-hang.ts";
import { halfOpenSocket } from "../../firmware-sim/behaviours/half-open-socket.ts";
import { mainsFailure } from "../../firmware-sim/behaviours/mains-failure.ts";
import { publishesDuplicated } from "../../firmware-sim/behaviours/publishes-duplicated.ts";
import { publishesReordered } from "../../firmware-sim/behaviours/publishes-reordered.ts";
import { wrongClock } from "../../firmware-sim/behaviours/wrong-clock.ts";
import { writeSettings } from "../../firmware-sim/controller/settings-file.ts";
import { realEdge } from "../../firmware-sim/edge.ts";
import { SiteController, type SiteControllerPlan } from "../../firmware-sim/site-controller.ts";
import { until } from "../until.ts";
import { PlatformStandIn } from "./platform-stand-in.ts";

const token = "a-token";
const forMs = (lastsMs: number) => ({ startsAtMs: Date.now(), endsAtMs: Date.now() + lastsMs });
let directory: string;
let platform: PlatformStandIn;
let running: SiteController[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "site-controller-life-"));
  platform = new PlatformStandIn();
  running = [];
  await platform.start(token);
});
afterEach(async () => {
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
    address: { url: platform.url, device: "dev-1", token, keepAliveSeconds: 1 },
    periodSeconds: 0.05,
    startAfterMs: 0,
    seed: "test",
    file: join(directory, "dev-1.jsonl"),
    edge: realEdge,
    backOff: { firstMs: 10, maxMs: 50 },
    firmware: { scanSeconds: 10, bootMs: 50, watchdogMs: 100 },
    ...changes,
  });
  running.push(controller);
  return controller;
};
const untilMessages = (count: number): Promise<void> =>
  until(() => expect(platform.telemetry.length).toBeGreaterThanOrEqual(count));
const expectEachOnce = (): void => {
  const sorted = platform.sequences.toSorted((a, b) => a - b);
  expect(sorted).toEqual(sorted.map((_, index) => index + 1));
};
const answerTo = (id: string) => platform.replies.filter((reply) => reply.id === id);
/** Sends a command once the device listens. */
const order = async (command: { readonly id: string; readonly name: string; readonly args?: object }) => {
  await until(() => {
    platform.command("ctl", command);
    expect(answerTo(command.id)).not.toEqual([]);
  });
  return answerTo(command.id)[0];
};

test("a hang: the will speaks at the watchdog's restart, a new session follows, and nothing is missing", async () => {
  const controller = switchOn();
  await untilMessages(4);
  controller.behave(firmwareHang(forMs(50)));
  expect(controller.stats().phase).toBe("hung");
  // What is in its file is all that a device knows after a restart.
  writeSettings(join(directory, "dev-1.jsonl.settings"), { configuration: { period: 1 }, replies: [] });
  await until(() => expect(platform.states.at(-1)).toMatchObject({ online: true, session: 2 }));
  expect(platform.states.map(({ online, session }) => [online, session])).toEqual([
    [true, 1],
    [false, 1],
    [true, 2],
  ]);
  const { recorded } = controller.stats();
  await until(() => expect(controller.stats().recorded).toBeGreaterThan(recorded));
  await controller.stop();
  expect(controller.stats()).toMatchObject({ restarts: 1, periodSeconds: 1 });
  expect([...new Set(platform.sequences)]).toHaveLength(controller.stats().recorded);
});

test("without power the device is gone without a word, and boots into a new session when power is back", async () => {
  const controller = switchOn();
  await untilMessages(4);
  const darkness = forMs(400);
  controller.behave(steady("theft", darkness, { kind: "condition", condition: "battery-stolen" }));
  controller.behave(mainsFailure(darkness));
  expect(controller.stats()).toMatchObject({ phase: "off", isConnected: false });
  const { recorded } = controller.stats();
  await until(() => expect(platform.states.at(-1)).toEqual({ online: false, session: 1 }));
  expect(platform.wills).toBe(1);
  await until(() => expect(platform.states.at(-1)).toMatchObject({ online: true, session: 2 }));
  expect(Date.now()).toBeGreaterThanOrEqual(darkness.endsAtMs);
  await until(() => expect(controller.stats().recorded).toBeGreaterThan(recorded));
  await controller.stop();
  expect(controller.stats().restarts).toBe(1);
  expect(platform.wills).toBe(1);
  expect([...new Set(platform.sequences)]).toHaveLength(controller.stats().recorded);
});

test("a half-open socket: the device finds out by its keep-alive and sends what had vanished", async () => {
  const controller = switchOn();
  await untilMessages(4);
  const before = platform.telemetry.length;
  controller.behave(halfOpenSocket(forMs(60_000)));
  const { recorded } = controller.stats();
  await until(() => expect(controller.stats().recorded).toBeGreaterThan(recorded + 10));
  expect(controller.stats().isConnected).toBe(true);
  expect(platform.telemetry.length).toBeLessThan(before + 10);
  await until(() => expect(platform.states.at(-1)).toMatchObject({ online: true, session: 2 }));
  // On a busy machine the broker, which waits half as long again, may be the first.
  expect(["Keepalive timeout", "closed by the broker"]).toContain(controller.stats().lastTrouble);
  await until(() => expect(controller.stats().buffered).toBeLessThanOrEqual(2));
  await controller.stop();
  expect([...new Set(platform.sequences)]).toHaveLength(controller.stats().recorded);
});

test("publishes that are doubled and overtake each other arrive all the same", async () => {
  const controller = switchOn();
  controller.behave(publishesDuplicated(forMs(60_000), 0.5));
  controller.behave(publishesReordered(forMs(60_000), { share: 0.5, withinMs: 150 }));
  await untilMessages(30);
  await until(() => expect(controller.stats().acknowledged).toBeGreaterThan(20));
  const { sequences } = platform;
  expect(new Set(sequences).size).toBeLessThan(sequences.length);
  expect(sequences).not.toEqual(sequences.toSorted((a, b) => a - b));
});

test("readings carry the time of the device's clock, be it wrong; its correction is announced", async () => {
  const controller = switchOn();
  await untilMessages(2);
  const aheadMs = 3_600_000;
  controller.behave(wrongClock(forMs(200), aheadMs));
  const times = () => platform.telemetry.flatMap(({ entries }) => entries.map(({ ts }) => ts));
  await until(() => expect(times().some((tsMs) => tsMs > Date.now() + aheadMs / 2)).toBe(true));
  await until(() => expect(Math.abs((times().at(-1) ?? 0) - Date.now())).toBeLessThan(60_000));
  await until(() =>
    expect(platform.states.map(({ online, session }) => [online, session])).toEqual([
      [true, 1],
      [true, 1],
    ]),
  );
});

test("commands are answered on the node that was asked; a door opens and is told at once", async () => {
  switchOn({ periodSeconds: 3600 });
  await untilMessages(2);
  expect(await order({ id: "a", name: "open-door" })).toEqual({
    topic: "sites/S1/ctl/reply",
    id: "a",
    ok: true,
  });
  const doors = () =>
    platform.telemetry.flatMap(({ entries }) => entries.flatMap(({ values }) => values["door.open"] ?? []));
  await until(() => expect(doors()).toEqual([false, true]));
  platform.command("pwr", "{");
  await until(() =>
    expect(platform.replies.at(-1)).toMatchObject({ topic: "sites/S1/pwr/reply", id: null, ok: false }),
  );
});

test("a reboot is done once, says farewell, and is answered again afterwards", async () => {
  const controller = switchOn();
  expect(await order({ id: "r", name: "reboot" })).toMatchObject({ ok: true });
  await until(() => expect(controller.stats()).toMatchObject({ restarts: 1, isConnected: true, session: 2 }));
  expect(platform.wills).toBe(0);
  const answers = answerTo("r").length;
  await until(() => {
    platform.command("ctl", { id: "r", name: "reboot" });
    expect(answerTo("r").length).toBeGreaterThan(answers);
  });
  await controller.stop();
  expect(controller.stats().restarts).toBe(1);
  expect([...new Set(platform.sequences)]).toHaveLength(controller.stats().recorded);
});

test("a command that can't be written down is neither done nor answered", async () => {
  mkdirSync(join(directory, "dev-1.jsonl.settings"));
  const controller = switchOn();
  await untilMessages(2);
  await until(() => {
    platform.command("ctl", { id: "r", name: "reboot" });
    expect(controller.stats().lastTrouble).toMatch(/EISDIR.*rename/);
  });
  expect(controller.stats()).toMatchObject({ restarts: 0, phase: "up" });
  expect(platform.replies).toEqual([]);
});

test("a pushed configuration is announced, in force at once, and outlives the device", async () => {
  const controller = switchOn({ periodSeconds: 3600 });
  await untilMessages(2);
  expect(await order({ id: "p", name: "set-period", args: { period: 1 } })).toMatchObject({ ok: true });
  await until(() => expect(platform.states.at(-1)).toMatchObject({ online: true, session: 1, period: 1 }));
  await untilMessages(4);
  await controller.stop();
  expect(switchOn({ periodSeconds: 3600 }).stats().periodSeconds).toBe(1);
  await until(() => expect(platform.states.at(-1)).toMatchObject({ online: true, session: 2, period: 1 }));
});

test("what changes by more than its dead band is told between two periods, the rest is not", async () => {
  const controller = switchOn({
    periodSeconds: 3600,
    firmware: { scanSeconds: 0.02, bootMs: 50, watchdogMs: 100 },
  });
  await untilMessages(2);
  const args = { deadBands: { "mains.voltage": 0.001 } };
  expect(await order({ id: "c", name: "configure", args })).toMatchObject({ ok: true });
  await untilMessages(10);
  const later = platform.telemetry
    .slice(2)
    .flatMap(({ entries }) => entries.map(({ values }) => Object.keys(values)));
  expect(later.every((names) => names.length === 1 && names[0] === "mains.voltage")).toBe(true);
  expect(controller.stats().recorded).toBeGreaterThanOrEqual(10);
  expectEachOnce();
});
