import { expect, test } from "vitest";
import { defaultRulesPath, loadRules } from "../../../alerts/rules/load.ts";
import {
  healthyReadingsMax,
  healthyValues,
  variantsCount,
} from "../../../firmware-sim/load/healthy-payload.ts";
import { type Metric, metricNamed } from "../../../telemetry/metrics.ts";

const isHealthy = (metric: Metric | null, value: number | boolean | string): boolean => {
  switch (metric?.kind) {
    case "number": {
      const [low, high] = metric.normal ?? [metric.minimum, metric.maximum];
      return typeof value === "number" && value >= low && value <= high;
    }
    case "boolean":
      return value === (metric.normal ?? value);
    case "word":
      return typeof value === "string" && metric.words.includes(value) && value === (metric.normal ?? value);
    default:
      return false;
  }
};

test("every value of the load is a metric of the dictionary within its normal band", () => {
  for (let variant = 0; variant < variantsCount; variant++) {
    const values = Object.entries(healthyValues(healthyReadingsMax, variant));
    expect(values.filter(([name, value]) => !isHealthy(metricNamed(name), value))).toEqual([]);
    expect(values).toHaveLength(healthyReadingsMax);
  }
});

test("no value whose fall a default rule watches: what a load leaves behind is no theft to what comes after it", () => {
  const loaded = loadRules([defaultRulesPath]);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors));
  const watched = loaded.rules.flatMap((rule) =>
    rule.kind === "rate" && rule.direction === "fall" ? [rule.metric.name] : [],
  );
  expect(watched).toContain("genset.fuel");
  const names = Object.keys(healthyValues(healthyReadingsMax, 0));
  expect(names.filter((name) => watched.includes(name))).toEqual([]);
});

test("a message holds as many readings as asked for", () => {
  expect(Object.keys(healthyValues(25, 0))).toHaveLength(25);
});
