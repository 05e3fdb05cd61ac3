import { z } from "zod";
import type { Metric } from "../../telemetry/metrics.ts";
import { complain, type IssueSink } from "./words.ts";

const word = z.union([z.boolean(), z.string()]);

/** States of a boolean or word metric as written: one, or a list. */
export const statesSchema = z.union([word, z.array(word).min(1)]);

const storedValue = (metric: Metric, value: boolean | string): number => {
  if (metric.kind === "boolean") return typeof value === "boolean" ? Number(value) : -1;
  return metric.kind === "word" && typeof value === "string" ? metric.words.indexOf(value) : -1;
};

const legalValues = (metric: Metric): readonly string[] =>
  metric.kind === "word" ? metric.words : ["true", "false"];

/** The stored values of states of a metric; reports those that it does not have, and a list of all it has. */
export const storedValues = (
  metric: Metric,
  states: z.output<typeof statesSchema>,
  sink: IssueSink,
): number[] => {
  const stored = (Array.isArray(states) ? states : [states]).map((value) => storedValue(metric, value));
  if (stored.includes(-1)) {
    complain(sink, ["is"], {
      message: `is no value of ${metric.name}`,
      fix: `use one of ${legalValues(metric).join(", ")}`,
    });
  } else if (new Set(stored).size === legalValues(metric).length) {
    complain(sink, ["is"], {
      message: `names every value of ${metric.name}: the alarm would never clear`,
      fix: "leave at least one value out",
    });
  }
  return stored;
};
