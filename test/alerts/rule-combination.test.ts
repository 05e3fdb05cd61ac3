import { describe, expect, test } from "vitest";
import { nodeCode } from "../../telemetry/identifiers.ts";
import { rulesFrom, ruleText } from "./rule-files.ts";
import { defaultRules, device, Stand, site } from "./stand.ts";

const s = 1_000;
const startMs = Date.UTC(2026, 0, 1);

const only = (...names: string[]) => defaultRules().filter(({ name }) => names.includes(name));
const plan = { plannedNumber: () => 45 };

interface Step {
  readonly at: number;
  readonly node?: string;
  readonly metric: string;
  readonly value: number;
  readonly lagMs?: number;
}

/** Readings at seconds from the start, and what came of them with the second of the event; a tick after each. */
const run = (stand: Stand, steps: readonly Step[]): readonly string[] => {
  for (const { at, lagMs = 0, ...reading } of steps) {
    const nowMs = startMs + at * s;
    stand.evaluate({ readings: [{ ...reading, tsMs: nowMs - lagMs, lagMs }] }, nowMs);
    stand.tick(nowMs);
  }
  return stand.transitions.map(
    ({ event, severity, node, eventAtMs }) => `${event} ${severity} ${node} ${(eventAtMs - startMs) / s}`,
  );
};

describe("mains lost", () => {
  const lost = only("mains-lost");
  const mains = (at: number, value: number): Step => ({ at, metric: "mains.present", value });
  const autonomy = (at: number, value: number): Step => ({ at, metric: "battery.autonomy", value });

  test.each<[string, readonly Step[], readonly string[]]>([
    ["alone is major", [autonomy(0, 300), mains(0, 0), mains(31, 0)], ["raised major pwr 31"]],
    [
      "becomes critical when what is left is less than the way there and half an hour",
      [autonomy(0, 300), mains(0, 0), mains(31, 0), autonomy(60, 74), autonomy(91, 73)],
      ["raised major pwr 31", "updated critical pwr 91"],
    ],
    [
      "falls back when a generator charges the battery",
      [autonomy(0, 70), mains(0, 0), mains(31, 0), autonomy(60, 200)],
      ["raised critical pwr 31", "updated major pwr 60"],
    ],
    [
      "little autonomy with mains is no alarm of this rule",
      [mains(0, 1), autonomy(0, 10), autonomy(60, 9)],
      [],
    ],
    ["where nobody knows the autonomy it stays major", [mains(0, 0), mains(31, 0)], ["raised major pwr 31"]],
  ])("%s", (_promise, steps, expected) => {
    expect(run(new Stand(lost, plan), steps)).toEqual(expected);
  });

  test("autonomy of another node does not count", () => {
    const stand = new Stand(lost, plan);
    expect(run(stand, [mains(0, 0), { ...autonomy(1, 10), node: "other" }, mains(31, 0)])).toEqual([
      "raised major pwr 31",
    ]);
  });

  test("time alone raises the state, not the measured value beside it", () => {
    const stand = new Stand(lost, plan);
    run(stand, [autonomy(0, 50), mains(1, 0)]);
    stand.tick(startMs + 300 * s);
    expect(stand.story).toEqual(["raised major"]);
  });
});

describe("battery discharging with mains present", () => {
  const rules = only("battery-discharging");

  test("raises after its time, whichever came first, and clears after its time", () => {
    const current = (at: number, value: number): Step => ({ at, metric: "battery.current", value });
    const steps = [
      { at: 0, metric: "mains.present", value: 1 },
      current(0, -6),
      current(59, -6),
      current(60, -6),
      current(100, -1),
      current(159, -1),
      current(160, -1),
    ];
    expect(run(new Stand(rules), steps)).toEqual(["raised major pwr 60", "cleared major pwr 160"]);
  });

  test("a late reading changes nothing, the next live one does", () => {
    const stand = new Stand(rules);
    const late = { at: 0, metric: "mains.present", value: 1, lagMs: 400 * s };
    run(stand, [{ at: 0, metric: "battery.current", value: -6, lagMs: 400 * s }, late]);
    expect(stand.rows.condition).toEqual([]);
    const steps = [1, 62].map((at) => ({ at, metric: "battery.current", value: -6 }));
    expect(run(stand, steps)).toEqual(["raised major pwr 62"]);
  });
});

describe("over a whole site", () => {
  test("one air conditioner is a warning at its node, the second a major alarm of the site", () => {
    const stand = new Stand(only("aircon-fault", "aircon-all-faulty"));
    const fault = (at: number, node: string, value = 2): Step => ({
      at,
      node,
      metric: "aircon.state",
      value,
    });
    expect(
      run(stand, [
        fault(0, "ac1"),
        fault(61, "ac1"),
        fault(70, "ac2"),
        fault(131, "ac2"),
        fault(140, "ac1", 1),
      ]),
    ).toEqual([
      "raised warning ac1 61",
      "raised warning ac2 131",
      "raised major site 131",
      "cleared warning ac1 140",
      "cleared major site 140",
    ]);
  });

  test("a generator's fault is critical while any node of the site has lost its mains", () => {
    const stand = new Stand(only("genset-fault"));
    const steps = [
      { at: 0, node: "gen", metric: "genset.state", value: 3 },
      { at: 11, node: "gen", metric: "genset.state", value: 3 },
      { at: 20, node: "pwr", metric: "mains.present", value: 0 },
      { at: 31, node: "pwr", metric: "mains.present", value: 0 },
      { at: 40, node: "pwr", metric: "mains.present", value: 1 },
    ];
    expect(run(stand, steps)).toEqual([
      "raised major gen 11",
      "updated critical gen 31",
      "updated major gen 40",
    ]);
  });

  test("motion with an open door is an intrusion at night by the clocks of the zone only", () => {
    const at = (hourUtc: number): readonly string[] => {
      const stand = new Stand(only("intrusion"));
      const begin = hourUtc * 3_600;
      return run(stand, [
        { at: begin, node: "door", metric: "door.open", value: 1 },
        { at: begin + 1, node: "pir", metric: "motion.detected", value: 1 },
        { at: begin + 12, node: "pir", metric: "motion.detected", value: 1 },
      ]).map((line) => line.split(" ").slice(0, 3).join(" "));
    };
    expect(at(16)).toEqual(["raised major site"]); // 23:00 in Vietnam
    expect(at(21)).toEqual(["raised major site"]); // 04:00
    expect(at(22)).toEqual([]); // 05:00
    expect(at(3)).toEqual([]); // 10:00
  });
});

describe("rules that speak of other rules", () => {
  const combination = (name: string, ...keys: string[]): string =>
    ruleText(name, "kind: combination", "severity: critical", ...keys);

  test("a combination follows the alarms of another rule at the node, at least as severe", () => {
    const text = `rules:\n${combination("both", "all: [{ alert: low, severity: major }, { metric: mains.present, is: false }]")}${ruleText("low", "kind: threshold", "metric: dc.bus.voltage", "direction: below", "levels: [{ severity: warning, raise: 51 }, { severity: major, raise: 48 }]")}`;
    const volts = (at: number, value: number): Step => ({ at, metric: "dc.bus.voltage", value });
    const stand = new Stand(rulesFrom(text));
    const steps = [{ at: 0, metric: "mains.present", value: 0 }, volts(1, 50), volts(2, 47), volts(3, 50)];
    expect(run(stand, steps)).toEqual([
      "raised warning pwr 1",
      "updated major pwr 2",
      "raised critical pwr 2",
      "updated warning pwr 3",
      "cleared critical pwr 3",
    ]);
  });

  test("combinations build upon each other, and end with what they stand on when an operator clears it", () => {
    const text = `rules:\n${combination("second", "all: [{ alert: first }]")}${combination("first", "scope: site", "any: [{ alert: fan }]")}${ruleText("fan", "kind: device", "types: [fan]")}`;
    const stand = new Stand(rulesFrom(text));
    const said = { device, site, receivedAtMs: startMs, node: nodeCode("ctl"), tsMs: startMs, text: "x" };
    const event = { ...said, kind: "alarm", type: "fan", severity: "minor", cleared: false } as const;
    stand.evaluate({ events: [event] }, startMs);
    expect(stand.transitions.map(({ event, node }) => `${event} ${node}`)).toEqual([
      "raised ctl",
      "raised site",
      "raised site",
    ]);
    const [fan] = stand.system.list().filter(({ type }) => type === "fan");
    stand.system.clear(stand.rows, startMs + s, { id: fan?.id ?? "", actor: "noc", note: null });
    expect(stand.system.list().filter(({ isCleared }) => !isCleared)).toEqual([]);
  });

  test("what is absent counts through not", () => {
    const text = `rules:\n${combination("unexplained", "scope: site", "all: [{ metric: bts.up, is: false }, { not: { alert: mains-lost } }]")}`;
    const rules = [
      ...only("mains-lost"),
      ...rulesFrom(
        `${text}${ruleText("mains-lost", "kind: state", "metric: mains.present", "is: false", "severity: major")}`,
      ).filter(({ name }) => name === "unexplained"),
    ];
    const stand = new Stand(rules);
    const steps = [
      { at: 0, node: "bts", metric: "bts.up", value: 0 },
      { at: 10, node: "pwr", metric: "mains.present", value: 0 },
      { at: 41, node: "pwr", metric: "mains.present", value: 0 },
      { at: 50, node: "pwr", metric: "mains.present", value: 1 },
    ];
    expect(run(stand, steps)).toEqual([
      "raised critical site 0",
      "raised major pwr 41",
      "cleared critical site 41",
      "cleared major pwr 50",
      "raised critical site 50",
    ]);
  });
});

test("a combination beyond activeAlarmsMax is refused and comes when there is room", () => {
  const stand = new Stand(only("battery-discharging", "door-open"), { limits: { activeAlarmsMax: 1 } });
  const current = (at: number): Step => ({ at, metric: "battery.current", value: -9 });
  const door = (at: number, value: number): Step => ({ at, metric: "door.open", value });
  run(stand, [door(0, 1), door(61, 1), { at: 61, metric: "mains.present", value: 1 }]);
  run(stand, [current(62), current(123), door(124, 0), current(125)]);
  expect(stand.story).toEqual(["raised minor", "cleared minor", "raised major"]);
  expect(stand.system.counters().raisesRefused).toBeGreaterThan(0);
});
