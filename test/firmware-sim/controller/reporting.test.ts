import { expect, test } from "vitest";
import {
  defaultDeadBands,
  type Occasion,
  type Reported,
  type ReportingPlan,
  reportStep,
} from "../../../firmware-sim/controller/reporting.ts";
import { metricNamed } from "../../../telemetry/metrics.ts";

type Value = number | boolean | string;

const plan: ReportingPlan = {
  deadBands: { "mains.voltage": 5 },
  limits: { "dc.bus.voltage": { low: 48 }, "cabinet.temperature": { high: 45 } },
};

/** The values of one metric that are told when it is looked at with these. */
const told = (
  metric: string,
  values: readonly Value[],
  occasion: Occasion = "exception",
): readonly Value[] => {
  let reported: Reported = new Map();
  return values.flatMap((value) => {
    const step = reportStep(reported, [{ node: "pwr", values: { [metric]: value } }], { occasion, plan });
    reported = step.reported;
    return step.samples.flatMap((sample) => sample.values[metric] ?? []);
  });
};

test.each<[what: string, metric: string, values: readonly Value[], expected: readonly Value[]]>([
  ["the first value", "room.humidity", [60], [60]],
  [
    "a number only when it leaves its dead band about the last report",
    "mains.voltage",
    [230, 234, 226, 235, 239, 229],
    [230, 235, 229],
  ],
  ["a number without a dead band waits for the period", "room.humidity", [60, 99], [60]],
  ["a state at each change", "door.open", [false, false, true, true, false], [false, true, false]],
  [
    "a word at each change",
    "genset.state",
    ["stopped", "starting", "starting", "running"],
    ["stopped", "starting", "running"],
  ],
  ["a fall below a watched edge, and the return", "dc.bus.voltage", [48.1, 47.9, 47.5, 48], [48.1, 47.9, 48]],
  ["a rise above a watched edge, and the return", "cabinet.temperature", [45, 45.1, 44.9], [45, 45.1, 44.9]],
])("%s is told", (_what, metric, values, expected) => {
  expect(told(metric, values)).toEqual(expected);
});

test("the period tells everything, and starts the dead bands anew", () => {
  expect(told("room.humidity", [60, 60, 61], "period")).toEqual([60, 60, 61]);
  const sample = (volts: number) => [{ node: "pwr", values: { "mains.voltage": volts } }];
  const period = reportStep(new Map(), sample(230), { occasion: "period", plan });
  const later = reportStep(period.reported, sample(233), { occasion: "period", plan });
  expect(reportStep(later.reported, sample(236), { occasion: "exception", plan }).samples).toEqual([]);
});

test("an exception carries what changed and nothing else; quiet nodes are left out", () => {
  const before = [
    { node: "ctl", values: { "door.open": false, "room.temperature": 25 } },
    { node: "pwr", values: { "mains.present": true } },
  ];
  const { reported } = reportStep(new Map(), before, { occasion: "period", plan });
  const after = [
    { node: "ctl", values: { "door.open": true, "room.temperature": 25 } },
    { node: "pwr", values: { "mains.present": true } },
  ];
  const step = reportStep(reported, after, { occasion: "exception", plan });
  expect(step.samples).toEqual([{ node: "ctl", values: { "door.open": true } }]);
  expect(reportStep(step.reported, after, { occasion: "exception", plan }).samples).toEqual([]);
});

test("every metric with a dead band of the factory is a number of the dictionary", () => {
  for (const name of Object.keys(defaultDeadBands))
    expect([name, metricNamed(name)?.kind]).toEqual([name, "number"]);
});
