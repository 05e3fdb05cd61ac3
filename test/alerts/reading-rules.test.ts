import { describe, expect, test } from "vitest";
import { deviceId, nodeCode } from "../../telemetry/identifiers.ts";
import { defaultRules, prompt, Stand, site } from "./stand.ts";

const s = 1_000;
const startMs = Date.UTC(2026, 0, 1);
const rules = defaultRules();

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
      stand.read("mains.voltage", index % 2 === 0 ? 230 : 190, startMs + (1 + index) * 1_200 * s);
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
