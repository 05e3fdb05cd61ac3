import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Alarm } from "../../alerts/alarm.ts";
import { flapLimits } from "../../alerts/limits.ts";
import type { DeviceAlarm } from "../../telemetry/device-event.ts";
import { deviceId, nodeCode } from "../../telemetry/identifiers.ts";
import type { Severity } from "../../telemetry/severity.ts";
import { defaultRules, device, prompt, Stand, site } from "./stand.ts";

const s = 1_000;
const minuteMs = 60 * s;
const startMs = Date.UTC(2026, 0, 1);
const rules = defaultRules().map(prompt);
const { flapQuietMs, flapWindowMs } = flapLimits;

const mains = (stand: Stand, present: boolean, atMs: number): void =>
  stand.read("mains.present", Number(present), atMs);
const alarmOf = (stand: Stand): Alarm | undefined => stand.system.get(stand.transitions[0]?.alarm ?? "");
const events = (stand: Stand): readonly string[] => stand.transitions.map(({ event }) => event);

/** The mains fail, come back … `count` changes in all, one each `everyMs`; answers the instant of the last. */
const toggle = (stand: Stand, count: number, everyMs = s): number => {
  for (let index = 0; index < count; index++) mains(stand, index % 2 === 1, startMs + index * everyMs);
  return startMs + (count - 1) * everyMs;
};

describe("five transitions within ten minutes", () => {
  test("make one alarm flapping, that stays raised whatever its condition does", () => {
    const stand = new Stand(rules);
    toggle(stand, 5);
    expect(events(stand)).toEqual(["raised", "cleared", "raised", "cleared", "raised", "flapping"]);
    expect(alarmOf(stand)).toMatchObject({ isCleared: false, flapping: true, occurrenceCount: 3 });
    mains(stand, true, startMs + 6 * s);
    mains(stand, false, startMs + 7 * s);
    mains(stand, true, startMs + 8 * s);
    expect(events(stand)).toHaveLength(6);
    expect(alarmOf(stand)?.isCleared).toBe(false);
  });

  test("count the clear that would be the fifth", () => {
    const stand = new Stand(rules);
    mains(stand, false, startMs - flapWindowMs);
    for (let index = 0; index < 5; index++) mains(stand, index % 2 === 0, startMs + index * s);
    expect(events(stand)).toEqual(["raised", "cleared", "raised", "cleared", "raised", "flapping"]);
    expect(alarmOf(stand)).toMatchObject({ isCleared: false, flapping: true });
  });

  test.each([
    [flapWindowMs / 4, ["raised", "cleared", "raised", "cleared", "raised"]],
    [flapWindowMs / 4 - 1, ["raised", "cleared", "raised", "cleared", "raised", "flapping"]],
  ])("one each %d ms: %j", (everyMs, expected) => {
    const stand = new Stand(rules);
    toggle(stand, 5, everyMs);
    expect(events(stand)).toEqual(expected);
  });

  test("an escalation is no flapping, a severity that goes to and fro is", () => {
    const stand = new Stand(rules);
    const volts = [50, 47, 45, 47, 50, 54];
    for (const [index, value] of volts.entries()) stand.read("dc.bus.voltage", value, startMs + index * s);
    expect(events(stand)).toEqual(["raised", "updated", "updated", "updated", "updated", "cleared"]);
    for (const [index, value] of [47, 50, 47, 50].entries())
      stand.read("dc.bus.voltage", value, startMs + (60 + index) * minuteMs);
    expect(events(stand).slice(6)).toEqual(["raised", "updated", "updated", "updated"]);
    for (const [index, value] of [47, 50, 47, 50, 47, 50].entries())
      stand.read("dc.bus.voltage", value, startMs + 63 * minuteMs + (index + 1) * s);
    expect(events(stand).slice(10)).toEqual(["updated", "updated", "updated", "flapping"]);
    expect(alarmOf(stand)?.severity).toBe("major");
  });

  test("a stronger severity is told at once, the strongest one is kept", () => {
    const stand = new Stand(rules);
    for (let index = 0; index < 5; index++)
      stand.read("dc.bus.voltage", index % 2 === 0 ? 50 : 54, startMs + index * s);
    for (const [index, value] of [47, 50, 45, 54, 50].entries())
      stand.read("dc.bus.voltage", value, startMs + (10 + index) * s);
    expect(stand.story.slice(5)).toEqual(["flapping warning", "updated major", "updated critical"]);
    stand.tick(startMs + 14 * s + flapQuietMs);
    expect(stand.story.slice(8)).toEqual(["steady critical", "updated warning"]);
    expect(alarmOf(stand)).toMatchObject({ flapping: false, isCleared: false, threshold: { raiseAt: 51 } });
  });

  test("thresholds are parameters; a number above the changes that an alarm carries switches the filter off", () => {
    const quick = new Stand(rules, { flapping: { flapTransitionsMin: 3, flapQuietMs: minuteMs } });
    const lastMs = toggle(quick, 3);
    expect(events(quick)).toEqual(["raised", "cleared", "raised", "flapping"]);
    quick.tick(lastMs + minuteMs);
    expect(events(quick).at(-1)).toBe("steady");
    const off = new Stand(rules, { flapping: { flapTransitionsMin: 1_000 } });
    toggle(off, 200);
    expect(events(off)).toHaveLength(200);
  });
});

describe("a flapping alarm comes to rest (A8)", () => {
  test("and clears, when its condition is normal and has been quiet for fifteen minutes", () => {
    const stand = new Stand(rules);
    const lastMs = toggle(stand, 8);
    expect(stand.system.nextDueMs()).toBeLessThanOrEqual(lastMs + flapQuietMs);
    stand.tick(lastMs + flapQuietMs - 1);
    expect(events(stand).at(-1)).toBe("flapping");
    stand.tick(lastMs + flapQuietMs);
    expect(events(stand).slice(-2)).toEqual(["steady", "cleared"]);
    expect(alarmOf(stand)).toMatchObject({
      flapping: false,
      isCleared: true,
      lastCleared: { eventAtMs: lastMs + flapQuietMs, clock: "receiver" },
    });
  });

  test("and stays raised, when its condition fires", () => {
    const stand = new Stand(rules);
    const lastMs = toggle(stand, 7);
    stand.tick(lastMs + flapQuietMs);
    expect(events(stand).at(-1)).toBe("steady");
    expect(alarmOf(stand)).toMatchObject({ flapping: false, isCleared: false });
    mains(stand, true, lastMs + flapQuietMs + s);
    expect(events(stand).at(-1)).toBe("cleared");
  });

  test("before a change that comes after the quiet, even when no tick came in between", () => {
    const stand = new Stand(rules);
    const lastMs = toggle(stand, 6);
    mains(stand, false, lastMs + flapQuietMs + s);
    expect(events(stand).slice(-3)).toEqual(["steady", "cleared", "raised"]);
  });

  test("not while it keeps changing", () => {
    const stand = new Stand(rules);
    let atMs = toggle(stand, 5);
    for (let index = 0; index < 20; index++) {
      atMs += flapQuietMs - minuteMs;
      mains(stand, index % 2 === 0, atMs);
      stand.tick(atMs);
    }
    expect(events(stand)).toHaveLength(6);
  });

  test("time in which the platform could not listen is no quiet", () => {
    const stand = new Stand(rules);
    const lastMs = toggle(stand, 6);
    stand.restart(lastMs + 2 * flapQuietMs);
    stand.tick(lastMs + 2 * flapQuietMs);
    expect(alarmOf(stand)?.flapping).toBe(true);
    stand.system.interrupted(lastMs + 2 * flapQuietMs + minuteMs, "kept");
    stand.tick(lastMs + 3 * flapQuietMs);
    expect(alarmOf(stand)?.flapping).toBe(true);
    stand.tick(lastMs + 3 * flapQuietMs + minuteMs);
    expect(alarmOf(stand)).toMatchObject({ flapping: false, isCleared: true });
  });

  test("by an operator's clear; what was before counts no more", () => {
    const stand = new Stand(rules);
    const lastMs = toggle(stand, 7);
    const clear = { id: alarmOf(stand)?.id ?? "", actor: "lan", note: null };
    stand.system.clear(stand.rows, lastMs + s, clear);
    expect(alarmOf(stand)).toMatchObject({ flapping: false, isCleared: true });
    mains(stand, false, lastMs + 2 * s);
    mains(stand, true, lastMs + 3 * s);
    mains(stand, false, lastMs + 4 * s);
    mains(stand, true, lastMs + 5 * s);
    expect(events(stand).slice(-5)).toEqual(["operator-cleared", "raised", "cleared", "raised", "cleared"]);
    stand.tick(lastMs + 2 * flapQuietMs);
    expect(events(stand).at(-1)).toBe("cleared");
  });

  test("when its rule is gone, at once while the condition fires and else in its time", () => {
    for (const [changes, expected] of [
      [7, { isCleared: true, flapping: false }],
      [8, { isCleared: false, flapping: true }],
    ] as const) {
      const stand = new Stand(rules);
      const lastMs = toggle(stand, changes);
      stand.restart(lastMs + s, []);
      stand.tick(lastMs + 2 * s);
      expect(alarmOf(stand)).toMatchObject(expected);
      stand.tick(lastMs + s + flapQuietMs);
      expect(alarmOf(stand)).toMatchObject({ isCleared: true, flapping: false });
    }
  });
});

const said = (atMs: number, cleared: boolean, severity: Severity = "major"): DeviceAlarm => ({
  kind: "alarm",
  device,
  site,
  node: nodeCode("pwr"),
  tsMs: atMs,
  receivedAtMs: atMs,
  type: "rectifier",
  severity,
  cleared,
  text: "module 3",
});

describe("alarms of every kind flap (A7)", () => {
  test("a device that toggles its alarm 10,000 times leaves a handful of transitions and notifications", () => {
    const stand = new Stand(rules, { routes: [{ match: {}, to: ["noc"] }] });
    for (let index = 0; index < 10_000; index++) {
      const atMs = startMs + index * 100;
      stand.evaluate({ events: [said(atMs, index % 2 === 1)] }, atMs);
      stand.tick(atMs);
    }
    expect(events(stand)).toEqual(["raised", "cleared", "raised", "cleared", "raised", "flapping"]);
    // That it flaps is on the list; it was told of as raised.
    expect(stand.rows.notification).toHaveLength(5);
    expect(stand.system.list()).toMatchObject([{ isCleared: false, flapping: true }]);
  });

  test("so does one that toggles only its severity", () => {
    const stand = new Stand(rules);
    for (let index = 0; index < 10_000; index++) {
      const atMs = startMs + index * 100;
      stand.evaluate({ events: [said(atMs, false, index % 2 === 1 ? "critical" : "minor")] }, atMs);
    }
    expect(stand.transitions.length).toBeLessThan(12);
    expect(alarmOf(stand)).toMatchObject({ severity: "critical", flapping: true });
  });

  test("so does one that toggles in one batch, out of an old backlog", () => {
    const stand = new Stand(rules);
    const backlog = Array.from({ length: 1_000 }, (_, index) => ({
      ...said(startMs - (1_000 - index) * minuteMs, index % 2 === 1),
      receivedAtMs: startMs,
    }));
    stand.evaluate({ events: backlog }, startMs);
    expect(events(stand)).toHaveLength(6);
  });

  test("a device's connection that comes and goes flaps", () => {
    const stand = new Stand(rules, { routes: [{ match: {}, to: ["noc"] }] });
    const controller = deviceId("ctl");
    let atMs = startMs;
    for (let session = 1; session <= 20; session++) {
      const fact = { device: controller, site, node: nodeCode("ctl"), receivedAtMs: atMs };
      const birth = {
        ...fact,
        kind: "birth",
        session,
        periodSeconds: 60,
        firmware: null,
        clockMs: null,
      } as const;
      stand.evaluate({ events: [birth] }, atMs);
      atMs += s;
      stand.evaluate({ events: [{ ...fact, receivedAtMs: atMs, kind: "death", session }] }, atMs);
      atMs += 70 * s;
      stand.tick(atMs);
    }
    expect(events(stand)).toEqual(["raised", "cleared", "raised", "cleared", "raised", "flapping"]);
  });

  test("one that flaps does not hold another one", () => {
    const stand = new Stand(rules);
    toggle(stand, 9);
    for (const [index, value] of [1, 0].entries())
      stand.read("smoke.detected", value, startMs + (20 + index) * s);
    expect(
      stand.transitions.filter(({ severity }) => severity === "critical").map(({ event }) => event),
    ).toEqual(["raised", "cleared"]);
  });
});

/** One step of a stream that flaps; `afterMs` since the step before. */
const step = fc.tuple(
  fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: 1, max: 20 * s }) },
    { weight: 1, arbitrary: fc.constantFrom(flapQuietMs - 1, flapQuietMs, 2 * flapQuietMs) },
  ),
  fc.oneof(
    fc.record({ kind: fc.constant("volts" as const), value: fc.constantFrom(54, 50, 47, 45) }),
    fc.record({ kind: fc.constant("mains" as const), value: fc.constantFrom(0, 1) }),
    fc.record({ kind: fc.constant("device" as const), value: fc.constantFrom(0, 1, 2) }),
    fc.record({ kind: fc.constant("tick" as const), value: fc.constant(0) }),
    fc.record({ kind: fc.constant("clear" as const), value: fc.nat({ max: 20 }) }),
  ),
  fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, fc.constant(true)),
);

const take = (stand: Stand, nowMs: number, kind: string, value: number): void => {
  if (kind === "volts") stand.read("dc.bus.voltage", value, nowMs);
  else if (kind === "mains") stand.read("mains.present", value, nowMs);
  else if (kind === "device")
    stand.evaluate({ events: [said(nowMs, value === 0, value === 1 ? "minor" : "critical")] }, nowMs);
  else if (kind === "clear") {
    const alarm = stand.system.list().filter(({ isCleared }) => !isCleared)[value];
    if (alarm !== undefined)
      stand.system.clear(stand.rows, nowMs, { id: alarm.id, actor: "lan", note: null });
  } else stand.tick(nowMs);
};

describe("streams that flap", () => {
  test("I4: restarted anywhere they give the same transitions as never stopped", () => {
    let flapped = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 80 }), (stream) => {
        const steady = new Stand(rules);
        const restarted = new Stand(rules);
        let nowMs = startMs;
        for (const [afterMs, { kind, value }, restart] of stream) {
          if (restart) {
            restarted.restart(nowMs);
            steady.system.interrupted(nowMs, "lost");
          }
          nowMs += afterMs;
          take(steady, nowMs, kind, value);
          take(restarted, nowMs, kind, value);
        }
        expect(restarted.rows).toEqual(steady.rows);
        expect(restarted.system.list()).toEqual(steady.system.list());
        expect(restarted.system.counts()).toEqual(steady.system.counts());
        if (events(steady).includes("steady")) flapped++;
      }),
      { numRuns: 300 },
    );
    expect(flapped).toBeGreaterThan(3);
  });

  test("I8: once all is well and quiet, nothing is active", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (stream) => {
        const stand = new Stand(rules);
        let nowMs = startMs;
        for (const [afterMs, { kind, value }] of stream) {
          nowMs += afterMs;
          take(stand, nowMs, kind, value);
        }
        nowMs += s;
        take(stand, nowMs, "volts", 54);
        take(stand, nowMs, "mains", 1);
        take(stand, nowMs, "device", 0);
        stand.tick(nowMs + flapQuietMs);
        expect(stand.system.list().filter(({ isCleared }) => !isCleared)).toEqual([]);
        expect(Object.values(stand.system.counts()).every(({ shown, hidden }) => shown + hidden === 0)).toBe(
          true,
        );
        expect(stand.system.nextDueMs()).toBe(Number.POSITIVE_INFINITY);
      }),
      { numRuns: 200 },
    );
  });

  test("A7: an alarm has a bounded number of transitions in a given time", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 200 * s }), fc.constantFrom(54, 50, 47, 45)), {
          minLength: 50,
          maxLength: 200,
        }),
        (stream) => {
          const stand = new Stand(rules);
          let nowMs = startMs;
          for (const [afterMs, value] of stream) {
            nowMs += afterMs;
            stand.read("dc.bus.voltage", value, nowMs);
            stand.tick(nowMs);
          }
          const times = stand.transitions.map(({ recordedAtMs }) => recordedAtMs);
          for (const [index, atMs] of times.entries()) {
            const within = times.slice(index).findIndex((time) => time - atMs >= flapWindowMs);
            expect(within < 0 ? times.length - index : within).toBeLessThanOrEqual(16);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
