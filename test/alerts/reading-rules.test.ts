import { describe, expect, test } from "vitest";
import type { Rule } from "../../alerts/rules/rule.ts";
import { deviceId, nodeCode } from "../../telemetry/identifiers.ts";
import { defaultRules, Stand, site } from "./stand.ts";

const s = 1_000;
const startMs = Date.UTC(2026, 0, 1);
const rules = defaultRules();

/** A rule of the defaults without delays, so that a case shows its limits alone. */
const prompt = (rule: Rule): Rule =>
  rule.kind === "threshold"
    ? { ...rule, keepFiringForMs: 0, levels: rule.levels.map((level) => ({ ...level, forMs: 0 })) }
    : rule.kind === "state"
      ? { ...rule, forMs: 0, keepFiringForMs: 0 }
      : rule;

const plan: Record<string, number> = {
  breakerAmperes: 40,
  plantCurrentAmperes: 100,
  travelMinutes: 45,
  plannedRslDbm: -40,
  receiverThresholdDbm: -75,
  baselineOpticalDbm: -8,
  minimumOpticalDbm: -20,
};

/** Severities that a rule shows for the values of one metric, one after the other; "-" while cleared. */
const severities = (name: string, metric: string, values: readonly number[]): string => {
  const stand = new Stand(rules.filter((rule) => rule.name === name).map(prompt), {
    plannedNumber: (_site, _node, number) => plan[number],
  });
  return values
    .map((value, index) => {
      stand.read(metric, value, startMs + index * s);
      const [alarm] = stand.system.list();
      return alarm === undefined || alarm.isCleared ? "-" : alarm.severity;
    })
    .join(" ");
};

describe("default limits: raise, escalate, hysteresis, clear", () => {
  test.each([
    ["mains-voltage-low", "mains.voltage", [200, 199.9, 202.9, 203], "- warning warning -"],
    ["mains-voltage-low", "mains.voltage", [179, 182, 184, 203], "critical critical warning -"],
    [
      "mains-voltage-high",
      "mains.voltage",
      [240, 240.1, 256, 253, 251, 237],
      "- warning critical critical warning -",
    ],
    ["mains-frequency-low", "mains.frequency", [49, 48.9, 48.4, 48.8, 49.3], "- warning major warning -"],
    ["mains-frequency-high", "mains.frequency", [51, 51.1, 51.6, 50.7], "- warning major -"],
    ["mains-current-high", "mains.current", [30, 31, 36.1, 34, 28], "- warning critical warning -"],
    ["dc-bus-voltage-low", "dc.bus.voltage", [51, 50.9, 47.9, 45.9, 51.5], "- warning major critical -"],
    ["dc-bus-voltage-high", "dc.bus.voltage", [57, 57.1, 58.6, 56.7], "- warning critical -"],
    ["dc-load-high", "dc.load.current", [80, 81, 96, 93, 78], "- warning major warning -"],
    ["battery-temperature-high", "battery.temperature", [35, 36, 41, 46, 34], "- warning major critical -"],
    ["battery-temperature-low", "battery.temperature", [0, -1, 1, 2], "- warning warning -"],
    ["battery-midpoint-deviation", "battery.midpoint.deviation", [2, 2.1, 5.1, 1.8], "- warning major -"],
    ["battery-soc-low", "battery.soc", [50, 49, 34, 19, 52], "- warning major critical -"],
    ["battery-autonomy-low", "battery.autonomy", [120, 119, 74, 85, 130], "- warning critical warning -"],
    ["battery-health-low", "battery.soh", [80, 79, 59, 82], "- warning major -"],
    ["rectifier-none", "rectifier.ok", [4, 1, 0, 1], "- - critical -"],
    ["genset-fuel-low", "genset.fuel", [40, 39, 24, 14, 43], "- warning major critical -"],
    ["cabinet-temperature-high", "cabinet.temperature", [45, 46, 51, 56, 43], "- warning major critical -"],
    ["room-temperature-high", "room.temperature", [30, 31, 34, 36, 29], "- warning major critical -"],
    ["room-humidity-high", "room.humidity", [80, 81, 91, 77], "- warning major -"],
    ["link-rtt-high", "link.rtt", [150, 151, 130], "- warning -"],
    ["link-loss-high", "link.loss", [2, 2.1, 5.1, 11, 1.5], "- warning major critical -"],
    ["microwave-rsl-low", "microwave.rsl", [-46, -47, -51, -73, -45], "- warning major critical -"],
    ["optical-power-low", "optical.rx.power", [-11, -12, -14, -21, -10], "- warning major critical -"],
    ["vswr-high", "vswr", [1.5, 1.6, 2.1, 1.4], "- warning major -"],
    ["mains-lost", "mains.present", [1, 0, 1], "- major -"],
    ["genset-fault", "genset.state", [0, 2, 3, 1], "- - major -"],
    ["aircon-fault", "aircon.state", [1, 2, 0], "- warning -"],
    ["door-open", "door.open", [0, 1, 0], "- minor -"],
    ["smoke", "smoke.detected", [0, 1, 0], "- critical -"],
    ["water", "water.detected", [0, 1, 0], "- critical -"],
    ["link-down", "link.up", [1, 0, 1], "- critical -"],
    ["bts-down", "bts.up", [1, 0, 1], "- critical -"],
  ])("%s over %s %j: %s", (name, metric, values, expected) => {
    expect(severities(name, metric, values)).toBe(expected);
  });

  test("every default rule on readings has a case above or is of another kind", () => {
    expect(rules.filter(({ kind }) => kind === "threshold" || kind === "state")).toHaveLength(32);
  });

  test("a level whose planned number is missing is not in force", () => {
    const stand = new Stand(rules.map(prompt));
    for (const [index, value] of [31, 99].entries()) stand.read("mains.current", value, startMs + index * s);
    expect(stand.story).toEqual(["raised warning"]);
  });
});

/** Readings of one metric at seconds from the start; `tick` lets time pass. */
type Moment = readonly [atSeconds: number, value: number | "tick"];

const story = (metric: string, moments: readonly Moment[]): string[] => {
  const stand = new Stand(rules);
  for (const [atSeconds, value] of moments) {
    const nowMs = startMs + atSeconds * s;
    if (value === "tick") stand.tick(nowMs);
    else stand.read(metric, value, nowMs);
  }
  return stand.transitions.map(
    ({ event, severity, eventAtMs }) => `${event} ${severity} ${(eventAtMs - startMs) / s}`,
  );
};

describe("delays", () => {
  test.each<[string, string, readonly Moment[], string[]]>([
    [
      "a short dip raises nothing",
      "mains.voltage",
      [
        [0, 190],
        [30, 230],
        [90, 230],
      ],
      [],
    ],
    [
      "a dip over the on-delay raises by event time",
      "mains.voltage",
      [
        [0, 190],
        [59, 190],
        [60, 190],
      ],
      ["raised warning 60"],
    ],
    [
      "a value in the hysteresis breaks the on-delay",
      "mains.voltage",
      [
        [0, 190],
        [30, 201],
        [60, 190],
        [90, 190],
      ],
      [],
    ],
    [
      "for a measured value time alone raises nothing",
      "mains.voltage",
      [
        [0, 190],
        [120, "tick"],
      ],
      [],
    ],
    [
      "a later bad reading confirms across a gap",
      "mains.voltage",
      [
        [0, 190],
        [3_600, 190],
      ],
      ["raised warning 3600"],
    ],
    [
      "levels escalate and fall back on one alarm",
      "mains.voltage",
      [
        [0, 190],
        [60, 170],
        [120, 170],
        [180, 190],
        [480, 190],
      ],
      ["raised warning 60", "updated critical 120", "updated warning 480"],
    ],
    [
      "the off-delay holds the alarm",
      "mains.voltage",
      [
        [0, 190],
        [60, 190],
        [100, 230],
        [399, 230],
        [400, 230],
      ],
      ["raised warning 60", "cleared warning 400"],
    ],
    [
      "a relapse within the off-delay is no new alarm",
      "mains.voltage",
      [
        [0, 190],
        [60, 190],
        [100, 230],
        [200, 190],
        [300, 230],
        [599, 230],
      ],
      ["raised warning 60"],
    ],
    [
      "for a state time alone raises",
      "mains.present",
      [
        [0, 0],
        [29, "tick"],
        [30, "tick"],
      ],
      ["raised major 30"],
    ],
    [
      "for a state a reading raises as well",
      "mains.present",
      [
        [0, 0],
        [31, 0],
      ],
      ["raised major 31"],
    ],
    [
      "a state that changes back in time raises nothing",
      "mains.present",
      [
        [0, 0],
        [20, 1],
        [60, "tick"],
      ],
      [],
    ],
    [
      "a state clears at once without an off-delay",
      "mains.present",
      [
        [0, 0],
        [30, "tick"],
        [45, 1],
      ],
      ["raised major 30", "cleared major 45"],
    ],
  ])("%s", (_promise, metric, moments, expected) => {
    expect(story(metric, moments)).toEqual(expected);
  });
});

describe("time that is not now", () => {
  const prompted = rules.map(prompt);
  const late = (lagMs: number | null, clockBehindMs?: number): readonly string[] => {
    const stand = new Stand(prompted);
    const nowMs = startMs + 10 * 3_600_000;
    if (clockBehindMs !== undefined) {
      const birth = {
        kind: "birth" as const,
        device: deviceId("c"),
        site,
        node: nodeCode("c"),
        session: 1,
        periodSeconds: 60,
        firmware: null,
        receivedAtMs: nowMs,
        clockMs: nowMs - clockBehindMs,
      };
      stand.evaluate({ events: [birth] }, nowMs);
    }
    stand.evaluate(
      { readings: [{ metric: "mains.voltage", value: 190, tsMs: nowMs - (lagMs ?? 0), lagMs }] },
      nowMs,
    );
    return stand.story;
  };

  test.each<[string, number | null, number | undefined, string[]]>([
    ["a reading just in time raises", 300_000, undefined, ["raised warning"]],
    ["a late reading does not", 300_001, undefined, []],
    ["a reading without a time is of now", null, undefined, ["raised warning"]],
    ["a clock two hours behind is not lateness", 7_200_000, 7_200_000, ["raised warning"]],
    ["backfill of a clock two hours behind is", 7_500_001, 7_200_000, []],
    ["a clock that was ahead at birth and is right now is not lateness", 0, -540_000, ["raised warning"]],
  ])("%s", (_promise, lagMs, clockBehindMs, expected) => {
    expect(late(lagMs, clockBehindMs)).toEqual(expected);
  });

  test("late readings are counted, and do not clear either", () => {
    const stand = new Stand(prompted);
    stand.read("mains.voltage", 190, startMs);
    stand.evaluate(
      { readings: [{ metric: "mains.voltage", value: 230, tsMs: startMs + s, lagMs: 400_000 }] },
      startMs + 401 * s,
    );
    expect(stand.story).toEqual(["raised warning"]);
    expect(stand.system.counters().lateReadings).toBe(1);
  });
});

describe("the alarm that is raised", () => {
  const stand = new Stand(rules.map(prompt), {
    describeSite: () => ({ name: "Bù Đốp 1", operators: ["VTL"], commune: "25195" }),
  });
  stand.evaluate(
    {
      readings: [
        { metric: "room.temperature", value: 24, tsMs: startMs },
        { metric: "mains.voltage", value: 198.5, tsMs: startMs + s, lagMs: 40 },
      ],
    },
    startMs + 2 * s,
  );
  const [alarm] = stand.system.list();

  test("says what happened and what to do in both languages", () => {
    expect(alarm?.text.vi).toBe(
      "Điện áp lưới thấp: 198,5 V (dưới 200). Kiểm tra nguồn điện lưới và ổn áp, báo điện lực nếu kéo dài.",
    );
    expect(alarm?.text.en).toBe(
      "Mains voltage low: 198.5 V (below 200). Check the mains feed and the stabiliser; call the power company if it lasts.",
    );
  });

  test("carries cause, threshold, both times and evidence", () => {
    expect(alarm).toMatchObject({
      eventType: "equipmentAlarm",
      probableCause: { number: 106, name: "commercialPowerFailure" },
      threshold: {
        metric: "mains.voltage",
        unit: "V",
        direction: "low",
        observed: 198.5,
        raiseAt: 200,
        clearAt: 203,
      },
      lastRaised: { eventAtMs: startMs + s, receivedAtMs: startMs + s + 40, clock: "device" },
      evidence: [
        { metric: "mains.voltage", value: 198.5 },
        { metric: "room.temperature", value: 24 },
      ],
    });
  });

  test("counts occurrences over its life and keeps its id", () => {
    const id = alarm?.id;
    for (const [index, value] of [230, 190, 230, 190].entries())
      stand.read("mains.voltage", value, startMs + (10 + index) * s);
    expect(stand.system.get(id ?? "")).toMatchObject({
      occurrenceCount: 3,
      isCleared: false,
      firstRaised: { eventAtMs: startMs + s },
    });
  });

  test("keeps the last 32 status changes", () => {
    for (let index = 0; index < 60; index++)
      stand.read("mains.voltage", index % 2 === 0 ? 230 : 190, startMs + (100 + index) * s);
    expect(stand.system.get(alarm?.id ?? "")?.statusChanges).toHaveLength(32);
  });
});

describe("rules that change between two runs", () => {
  const raised = (): Stand => {
    const stand = new Stand(rules.map(prompt));
    stand.read("mains.voltage", 190, startMs);
    return stand;
  };

  test("an alarm whose rule is gone clears at the first tick", () => {
    const stand = raised();
    stand.restart(
      startMs + s,
      rules.filter(({ name }) => name !== "mains-voltage-low"),
    );
    expect(stand.system.due(startMs + s)).toBe(true);
    stand.tick(startMs + s);
    expect(stand.story).toEqual(["raised warning", "cleared warning"]);
    expect(stand.rows.condition.at(-1)).toMatchObject({ key: "BPH0001/pwr/mains-voltage-low", body: null });
  });

  test("an alarm whose rule stays is left alone", () => {
    const stand = raised();
    stand.restart(startMs + s);
    stand.tick(startMs + s);
    expect(stand.story).toEqual(["raised warning"]);
  });

  test("a plan that changes moves the limits; what fires goes on", () => {
    const plan = { breaker: 40 };
    const stand = new Stand(rules.map(prompt), { plannedNumber: () => plan.breaker });
    stand.read("mains.current", 37, startMs);
    plan.breaker = 50;
    stand.system.planChanged();
    stand.read("mains.current", 37, startMs + s);
    stand.tick(startMs + 2 * s);
    expect(stand.story).toEqual(["raised critical", "updated warning"]);
  });

  test("a plan that says nothing any more ends the level, and what fired by it alone", () => {
    const plan: { rslDbm: number | undefined } = { rslDbm: -40 };
    const stand = new Stand(rules.map(prompt), {
      plannedNumber: (_site, _node, name) => (name === "plannedRslDbm" ? plan.rslDbm : undefined),
    });
    stand.read("microwave.rsl", -55, startMs);
    plan.rslDbm = undefined;
    stand.system.planChanged();
    stand.tick(startMs + s);
    expect(stand.story).toEqual(["raised major", "cleared major"]);
  });
});
