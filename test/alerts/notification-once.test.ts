import { describe, expect, test } from "vitest";
import {
  correlationWindowMs,
  extentHoldMs,
  generatorHoldMs,
  signalHoldMs,
} from "../../alerts/notification/limits.ts";
import { idOf, NotificationStand, routesOf, type TestAlarm } from "./notification-stand.ts";

const second = 1_000;
const mains: TestAlarm = { at: "BPH0001/pwr", type: "mains-lost", meaning: "feed-lost" };
const voltage: TestAlarm = { at: "BPH0001/pwr", type: "mains-voltage-low", meaning: "feed-weak" };
const batteryLow = { number: 112, name: "lowBattery" } as const;
const battery: TestAlarm = { ...voltage, type: "battery-soc-low", probableCause: batteryLow };
const generator: TestAlarm = {
  at: "BPH0001/gen",
  type: "genset-fault",
  meaning: "feed-lost",
  probableCause: { number: 111, name: "generatorFailure" },
};
const signal: TestAlarm = {
  at: "BPH0001/mw1",
  type: "microwave-rsl-low",
  probableCause: { number: 3, name: "degradedSignal" },
};

const severities = (stand: NotificationStand): readonly string[] =>
  stand.heard.map(({ event, story }) => `${event} ${story?.severity}`);

describe("told once, with what is known in that instant", () => {
  test("an alarm that is raised and becomes worse in one instant is one message, with the severity that it ends with", () => {
    const stand = new NotificationStand();
    stand.together(mains, { ...mains, severity: "critical" });
    stand.pass(10 * second);
    expect(severities(stand)).toEqual(["raised critical"]);
  });

  test("one that becomes worse later is updated", () => {
    const stand = new NotificationStand();
    stand.raise(mains);
    stand.pass(second);
    stand.raise({ ...mains, severity: "critical" });
    expect(severities(stand)).toEqual(["raised major", "updated critical"]);
  });

  test("one that is raised and ends in one instant is not told", () => {
    const stand = new NotificationStand();
    stand.raise(mains);
    stand.clear(mains);
    expect(severities(stand)).toEqual(["raised major", "cleared major"]);
    stand.nowMs += second;
    stand.blink(mains);
    stand.pass(second);
    expect(stand.heard).toHaveLength(2);
  });

  test("a story raised right before a restart is told right after it", () => {
    const stand = new NotificationStand();
    stand.raiseOnly(mains);
    expect(stand.story).toEqual([]);
    stand.restart();
    stand.pass(0);
    expect(stand.told()).toEqual(["raised BPH0001/pwr"]);
  });
});

describe("symptoms that make a story no stronger (N3)", () => {
  test("no voltage where the mains are lost is the same thing once more", () => {
    const stand = new NotificationStand();
    stand.raise(mains);
    stand.raise({ ...voltage, severity: "critical" });
    stand.explain(idOf(voltage), idOf(mains));
    stand.pass(60 * second);
    expect(severities(stand)).toEqual(["raised major"]);
  });

  test("an empty battery is another", () => {
    const stand = new NotificationStand();
    stand.raise(mains);
    stand.raise({ ...battery, severity: "critical" });
    stand.explain(idOf(battery), idOf(mains));
    expect(severities(stand)).toEqual(["raised major", "updated critical"]);
  });

  test("what is released begins as bad as it is then, not as it was", () => {
    const stand = new NotificationStand();
    stand.raise(mains);
    stand.raise({ ...battery, severity: "critical" });
    stand.explain(idOf(battery), idOf(mains));
    stand.raise({ ...battery, severity: "warning" });
    stand.clear(mains);
    stand.explain(idOf(battery), null);
    stand.pass(correlationWindowMs);
    expect(severities(stand).slice(-2)).toEqual(["cleared critical", "raised warning"]);
  });
});

describe("what waits for another word", () => {
  test("a generator that fails without mains is told after the mains, though its delay is shorter", () => {
    const stand = new NotificationStand();
    stand.raise({ ...generator, severity: "critical" });
    stand.pass(generatorHoldMs - second);
    stand.raise(mains);
    stand.pass(10 * second);
    expect(stand.told()).toEqual(["raised BPH0001/pwr", "raised BPH0001/gen"]);
  });

  test("one that fails while the mains are there is told at once", () => {
    const stand = new NotificationStand();
    stand.raise(generator);
    expect(stand.told()).toEqual(["raised BPH0001/gen"]);
  });

  test("a bad signal that is well again within the hold is not told, one that lasts is", () => {
    const stand = new NotificationStand();
    stand.raise(signal);
    stand.pass(signalHoldMs - second);
    stand.clear(signal);
    stand.pass(signalHoldMs);
    expect(stand.story).toEqual([]);
    stand.raise(signal);
    stand.pass(signalHoldMs);
    expect(stand.told()).toEqual(["raised BPH0001/mw1"]);
  });
});

describe("the extent of a root cause (N12)", () => {
  test("is told once, gathered, when more sites go with it than was told", () => {
    const stand = new NotificationStand();
    stand.raise(mains);
    stand.describe(idOf(mains), 1);
    stand.pass(10 * extentHoldMs);
    expect(stand.heard).toHaveLength(1);
    stand.describe(idOf(mains), 4);
    stand.pass(extentHoldMs - second);
    stand.describe(idOf(mains), 7);
    expect(stand.heard).toHaveLength(1);
    stand.pass(second);
    expect(stand.heard.at(-1)).toMatchObject({ event: "updated", alarm: { impact: { sites: 7 } } });
    stand.describe(idOf(mains), 12);
    stand.pass(10 * extentHoldMs);
    expect(stand.heard).toHaveLength(2);
  });

  test("is not told again when the first words had it, nor after it shrank", () => {
    const stand = new NotificationStand();
    const link: TestAlarm = { at: "BPH0001/mw1", type: "link-down", meaning: "link-down" };
    stand.raise(link);
    stand.describe(idOf(link), 7);
    stand.pass(correlationWindowMs);
    stand.describe(idOf(link), 9);
    stand.pass(10 * extentHoldMs);
    expect(stand.told()).toEqual(["raised BPH0001/mw1"]);
    stand.raise(mains);
    stand.describe(idOf(mains), 4);
    stand.describe(idOf(mains), 1);
    stand.pass(10 * extentHoldMs);
    expect(stand.told()).toEqual(["raised BPH0001/mw1", "raised BPH0001/pwr"]);
  });

  test("a route without updates hears nothing of it, and is not asked again and again", () => {
    const stand = new NotificationStand({ routes: routesOf({ to: ["noc"], updates: "none" }) });
    stand.raise(mains);
    stand.describe(idOf(mains), 7);
    stand.pass(extentHoldMs);
    expect(stand.heard).toHaveLength(1);
    expect(stand.teller.nextDueMs()).toBe(Number.POSITIVE_INFINITY);
  });

  test("a restart changes nothing of it", () => {
    const stand = new NotificationStand();
    stand.raise(mains);
    stand.describe(idOf(mains), 7);
    stand.restart();
    stand.pass(extentHoldMs);
    stand.restart();
    stand.pass(10 * extentHoldMs);
    expect(stand.told()).toEqual(["raised BPH0001/pwr", "updated BPH0001/pwr"]);
  });
});
