import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Rule } from "../../alerts/rules/rule.ts";
import type { DeviceEvent } from "../../telemetry/device-event.ts";
import { deviceId, nodeCode } from "../../telemetry/identifiers.ts";
import type { TransitionRow } from "../../telemetry/journal.ts";
import { rulesFrom, ruleText } from "./rule-files.ts";
import { defaultRules, Stand, site, type TestReading } from "./stand.ts";

const startMs = Date.UTC(2026, 0, 1);
const devices = ["ctl-a", "ctl-b"];

/** One step of a stream; `afterMs` since the step before. */
type Step = { readonly afterMs: number } & (
  | { readonly kind: "readings"; readonly readings: readonly Omit<TestReading, "tsMs">[] }
  | { readonly kind: "event"; readonly make: (nowMs: number) => DeviceEvent }
  | { readonly kind: "heard"; readonly device: string }
  | { readonly kind: "tick" }
  | { readonly kind: "acknowledge"; readonly which: number }
  | { readonly kind: "clear"; readonly which: number }
);

const metricValues = fc.oneof(
  fc.record({
    metric: fc.constant("mains.voltage"),
    value: fc.constantFrom(170, 181, 199, 200, 201, 203, 230, 239, 241, 256),
  }),
  fc.record({
    metric: fc.constant("dc.bus.voltage"),
    value: fc.constantFrom(45, 47, 48.2, 50, 51.2, 54, 58, 59),
  }),
  fc.record({ metric: fc.constant("room.temperature"), value: fc.constantFrom(20, 29.5, 31, 34, 36) }),
  fc.record({
    metric: fc.constantFrom("mains.present", "smoke.detected", "door.open"),
    value: fc.constantFrom(0, 1),
  }),
  fc.record({ metric: fc.constant("genset.state"), value: fc.constantFrom(0, 0, 1, 2, 3) }),
  fc.record({ metric: fc.constant("genset.fuel"), value: fc.constantFrom(80, 79.8, 76, 74, 60) }),
  fc.record({ metric: fc.constant("battery.autonomy"), value: fc.constantFrom(300, 80, 70, 20) }),
  fc.record({ metric: fc.constant("battery.current"), value: fc.constantFrom(-9, -4, 2) }),
);

/** Rules that refer to each other, look at the whole site, go by the hour or let devices wait. */
const moreRules = rulesFrom(
  `rules:\n${[
    ruleText(
      "stacked",
      "kind: combination",
      "severity: critical",
      "for: 30s",
      "all: [{ alert: dark }, { not: { alert: smoke } }]",
    ),
    ruleText(
      "dark",
      "kind: combination",
      "scope: site",
      "severity: minor",
      "keep_firing_for: 60s",
      "all: [{ metric: mains.present, is: false, nodes: 2 }]",
    ),
    ruleText("smoke", "kind: state", "metric: smoke.detected", "is: true", "severity: major"),
    ruleText(
      "by-hour",
      "kind: combination",
      "severity: major",
      'all: [{ metric: door.open, is: true }, { hours: "07:30-08:00", zone: Asia/Ho_Chi_Minh }]',
    ),
    ruleText(
      "falling",
      "kind: forecast",
      "metric: dc.bus.voltage",
      "direction: below",
      "limit: 44",
      "window: 30m",
      "samples: 3",
      "fit: 0.4",
      "levels: [{ severity: major, within: 2h }]",
      "for: 20s",
    ),
    ruleText(
      "swing",
      "kind: rate",
      "metric: room.temperature",
      "direction: fall",
      "window: 5m",
      "levels: [{ severity: minor, change: 4, for: 30s }]",
      "keep_firing_for: 60s",
    ),
    ruleText("slow-device", "kind: device", "types: [type-1, type-2]", "for: 40s", "keep_firing_for: 90s"),
  ].join("")}`,
);

const reading = fc
  .record({
    node: fc.constantFrom("pwr", "cab"),
    lagMs: fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(0, 40, 2_000) },
      fc.constantFrom(400_000, 7_200_000, null),
    ),
  })
  .chain((common) => metricValues.map((value) => ({ ...common, ...value })));

const afterMs = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 40_000 }) },
  fc.integer({ min: 40_000, max: 400_000 }),
);

const event = fc
  .record({
    device: fc.constantFrom(...devices),
    kind: fc.constantFrom(
      "birth" as const,
      "death" as const,
      "connected" as const,
      "disconnected" as const,
      "alarm" as const,
    ),
    number: fc.integer({ min: 0, max: 3 }),
    clockBehindMs: fc.constantFrom(null, 0, 7_200_000),
    severity: fc.constantFrom("minor" as const, "critical" as const),
    cleared: fc.boolean(),
  })
  .map((made) => (nowMs: number): DeviceEvent => {
    const fact = { device: deviceId(made.device), site, receivedAtMs: nowMs, node: nodeCode("ctl") };
    switch (made.kind) {
      case "birth":
        return {
          ...fact,
          kind: "birth",
          session: made.number,
          periodSeconds: 60,
          firmware: null,
          clockMs: made.clockBehindMs === null ? null : nowMs - made.clockBehindMs,
        };
      case "death":
        return { ...fact, kind: "death", session: made.number };
      case "alarm": {
        const { severity, cleared } = made;
        return {
          ...fact,
          kind: "alarm",
          tsMs: nowMs,
          type: `type-${made.number}`,
          severity,
          cleared,
          text: "x",
        };
      }
      default:
        return { ...fact, kind: made.kind, epoch: made.number };
    }
  });

const step = fc
  .oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant("readings" as const),
        readings: fc.array(reading, { minLength: 1, maxLength: 5 }),
      }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("event" as const), make: event }) },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant("heard" as const), device: fc.constantFrom(...devices) }),
    },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant("tick" as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constantFrom("acknowledge" as const, "clear" as const),
        which: fc.nat(),
      }),
    },
  )
  .chain((made) => afterMs.map((delay): Step => ({ ...made, afterMs: delay })));

/** Drives one stand through a stream; time of a series never goes back, as ingest promises for fresh readings. */
class Driver {
  readonly stand: Stand;
  nowMs = startMs;
  readonly #newestTsMs = new Map<string, number>();

  constructor(rules: readonly Rule[]) {
    this.stand = new Stand(rules, { routes: [{ match: {}, to: ["noc"] }], plannedNumber: () => 45 });
  }

  take(step: Step): void {
    this.nowMs += step.afterMs;
    switch (step.kind) {
      case "readings":
        return this.stand.evaluate({ readings: this.fresh(step.readings) }, this.nowMs);
      case "event":
        return this.stand.evaluate({ events: [step.make(this.nowMs)] }, this.nowMs);
      case "heard":
        return this.stand.evaluate({ heard: [{ device: step.device, atMs: this.nowMs }] }, this.nowMs);
      case "tick":
        return this.stand.tick(this.nowMs);
      default:
        this.#operate(step.kind, step.which);
    }
  }

  fresh(readings: readonly Omit<TestReading, "tsMs">[]): TestReading[] {
    return readings.flatMap((reading) => {
      const key = `${reading.node}/${reading.metric}`;
      const tsMs = this.nowMs - (reading.lagMs ?? 0);
      if (tsMs <= (this.#newestTsMs.get(key) ?? 0)) return [];
      this.#newestTsMs.set(key, tsMs);
      return [{ ...reading, tsMs }];
    });
  }

  #operate(action: "acknowledge" | "clear", which: number): void {
    const { system, rows } = this.stand;
    const alarms = system.list();
    const alarm = alarms[which % Math.max(1, alarms.length)];
    if (alarm === undefined || (action === "clear" ? alarm.isCleared : alarm.operatorState !== "none"))
      return;
    system[action](rows, this.nowMs, { id: alarm.id, actor: "noc", note: null });
  }
}

const withoutSequence = (rows: readonly TransitionRow[]): unknown[] =>
  rows
    .map(({ sequence: _, recordedAtMs: __, ...row }) => row)
    .sort((one, other) => (one.id < other.id ? -1 : 1));

describe("restart equivalence (I4)", () => {
  const rules = [...defaultRules().filter(({ name }) => name !== "smoke"), ...moreRules];

  test("an engine restarted anywhere gives the same transitions as one that never stopped", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.boolean()), { minLength: 10, maxLength: 80 }), (stream) => {
        const steady = new Driver(rules);
        const restarted = new Driver(rules);
        for (const [each, restart] of stream) {
          if (restart) {
            restarted.stand.restart(restarted.nowMs);
            steady.stand.system.interrupted(steady.nowMs, "lost");
          }
          steady.take(each);
          restarted.take(each);
        }
        expect(restarted.stand.rows).toEqual(steady.stand.rows);
        expect(restarted.stand.system.list()).toEqual(steady.stand.system.list());
      }),
      { numRuns: 500 },
    );
  });

  test("ids of transitions and notifications are unique, sequences dense", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 80 }), (stream) => {
        const driver = new Driver(rules);
        for (const each of stream) driver.take(each);
        const { transition, notification } = driver.stand.rows;
        expect(new Set(transition.map(({ id }) => id)).size).toBe(transition.length);
        expect(new Set(notification.map(({ id }) => id)).size).toBe(notification.length);
        expect(transition.map(({ sequence }) => sequence)).toEqual(transition.map((_, index) => index + 1));
      }),
      { numRuns: 150 },
    );
  });

  test("how a stream is cut into batches does not change its transitions", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.array(reading, { minLength: 1, maxLength: 6 }), afterMs), { maxLength: 30 }),
        (stream) => {
          const whole = new Driver(rules);
          const cut = new Driver(rules);
          for (const [readings, delay] of stream) {
            whole.nowMs += delay;
            cut.nowMs += delay;
            whole.stand.evaluate({ readings: whole.fresh(readings) }, whole.nowMs);
            for (const one of cut.fresh(readings)) cut.stand.evaluate({ readings: [one] }, cut.nowMs + 500);
          }
          expect(withoutSequence(cut.stand.transitions)).toEqual(withoutSequence(whole.stand.transitions));
        },
      ),
      { numRuns: 200 },
    );
  });

  test("a clear is never lost: once everything is well for long enough, nothing is active (I8)", () => {
    const well = {
      "mains.voltage": 230,
      "dc.bus.voltage": 54,
      "room.temperature": 24,
      "mains.present": 1,
      "smoke.detected": 0,
      "door.open": 0,
      "genset.state": 0,
      "genset.fuel": 80,
      "battery.autonomy": 300,
      "battery.current": 0,
    };
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.boolean()), { minLength: 10, maxLength: 80 }), (stream) => {
        const driver = new Driver(rules);
        for (const [each, restart] of stream) {
          if (restart) driver.stand.restart(driver.nowMs);
          driver.take(each);
        }
        // A value that comes back well may rise too fast: the window of that rise has to pass as well.
        for (let round = 0; round < 4; round++) {
          driver.nowMs += 600_000;
          const readings = Object.entries(well).flatMap(([metric, value]) =>
            ["pwr", "cab"].map((node) => ({ node, metric, value })),
          );
          driver.stand.evaluate(
            {
              readings: driver.fresh(readings),
              heard: devices.map((device) => ({ device, atMs: driver.nowMs })),
            },
            driver.nowMs,
          );
          // A flapping alarm comes to rest by time alone: no reading says that it was quiet.
          driver.stand.tick(driver.nowMs);
        }
        const open = driver.stand.system
          .list()
          .filter(({ isCleared, qualifier }) => !isCleared && qualifier !== "@device");
        expect(open).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
