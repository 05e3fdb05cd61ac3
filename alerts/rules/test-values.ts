import type { Metric } from "../../telemetry/metrics.ts";
import { ruleTestReadingsMax } from "./limits.ts";

/** Values of a series one interval apart, null where there is no reading; or what is wrong with them. */
export type SeriesValues =
  | { readonly ok: true; readonly values: readonly (number | null)[] }
  | { readonly ok: false; readonly problem: string; readonly fix: string };

const repeated = /^(.+?)x(\d+)$/;
const number = /^(-?\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?$/;

/** Decimal steps, not binary ones: 20+0.1x3 is 20, 20.1, 20.2. */
const step = (from: number, by: number, index: number): number => Number((from + by * index).toFixed(9));

const storedAs = (text: string, metric: Metric): ((index: number) => number) | string => {
  if (metric.kind === "number") {
    const [, from, by] = number.exec(text) ?? [];
    if (from === undefined) return `give numbers, 20+0.5x10 for a ramp, _ for no reading`;
    return (index) => step(Number(from), Number(by ?? 0), index);
  }
  const words = metric.kind === "boolean" ? ["false", "true"] : metric.words;
  const stored = words.indexOf(text);
  return stored < 0 ? `use one of ${words.join(", ")}, _ for no reading` : () => stored;
};

const isPossible = (value: number, metric: Metric): boolean =>
  metric.kind !== "number" || (value >= metric.minimum && value <= metric.maximum);

/**
 * Reads the values of a series: words apart by blanks, each a value, `_` for no reading, `228x10` for ten readings of
 * 228, `20+0.5x10` for ten readings from 20 in steps of 0.5.
 */
export const parseValues = (text: string, metric: Metric): SeriesValues => {
  const values: (number | null)[] = [];
  for (const word of text.split(/\s+/).filter((each) => each !== "")) {
    const [, what = word, times = "1"] = repeated.exec(word) ?? [];
    if (values.length + Number(times) > ruleTestReadingsMax)
      return { ok: false, problem: "is too long", fix: `give at most ${ruleTestReadingsMax} readings` };
    const valueAt = what === "_" ? () => null : storedAs(what, metric);
    if (typeof valueAt === "string")
      return { ok: false, problem: `has "${word}", no value of ${metric.name}`, fix: valueAt };
    for (let index = 0; index < Number(times); index++) {
      const value = valueAt(index);
      if (value !== null && !isPossible(value, metric)) {
        const fix = "keep within the physical range: ingest refuses the rest";
        return { ok: false, problem: `has ${value}, which ${metric.name} can't be`, fix };
      }
      values.push(value);
    }
  }
  return { ok: true, values };
};
