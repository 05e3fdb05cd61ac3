import { expect, test } from "vitest";
import { metricLabel, valueText } from "../../../console/metrics/dictionary.ts";
import { metricNamed, metrics } from "../../../telemetry/metrics.ts";
import { speaking } from "./speaking.ts";

const words = metrics.flatMap((metric) => (metric.kind === "word" ? metric.words : []));

test.each([...new Set(words)])("the state %o of a metric is said in Vietnamese too", (word) => {
  expect(speaking("vi", () => valueText(word, ""))).not.toBe(word);
});

test("a value is said with its unit, a yes or no as such, an unknown word as it is", () => {
  const said = speaking("vi", () => [
    valueText(53.456, "V"),
    valueText(3, ""),
    valueText(true, ""),
    valueText("limp", ""),
  ]);
  expect(said).toEqual(["53,46 V", "3", "có", "limp"]);
});

test.each(["vi", "en"] as const)(
  "the energy of a tenant is called as in the platform's alarms: %s",
  (language) => {
    const label = metricNamed("energy.tenant.VTL")?.label[language];
    expect(speaking(language, () => metricLabel("energy.tenant.VTL"))).toBe(label);
    expect(label).toContain("VTL");
  },
);

test.each(["energy.tenant.", "energy.tenants.VTL", "made.up"])(
  "%s, which nobody named, keeps its name",
  (name) => {
    expect(speaking("vi", () => metricLabel(name))).toBe(name);
  },
);
