import type { SeriesId } from "../telemetry/identifiers.ts";
import { type Metric, platformMetric } from "../telemetry/metrics.ts";
import type { Series } from "../telemetry/series-catalog.ts";
import type { ExpectedForm } from "./dialects/expected-form.ts";
import type { Refusal } from "./quarantine.ts";

/** One series as the decoder meets it. A number within [minimum, maximum] needs no further look. */
export class SeriesInlet {
  readonly id: SeriesId;
  readonly metricName: string;
  readonly place: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly isUnknown: boolean;
  readonly #metric: Metric | null;

  constructor(series: Series, place: number, form: ExpectedForm) {
    this.id = series.id;
    this.metricName = series.metricName;
    this.place = place;
    this.isUnknown = series.metric === null;
    this.#metric = series.metric;
    this.minimum = form.minimum;
    this.maximum = form.maximum;
  }

  /** The stored number for a value that is not a number in range, or why there is none. */
  coerce(value: unknown): number | Refusal {
    const metric = this.#metric;
    if (metric === null) return typeof value === "boolean" ? Number(value) : unknownMetricRefusal(value);
    if (metric.name === platformMetric)
      return { reason: "platform-metric", detail: `${metric.name} is the platform's own word` };
    if (metric.kind === "boolean") {
      return typeof value === "boolean"
        ? Number(value)
        : { reason: "wrong-type", detail: `${metric.name} takes true or false` };
    }
    if (metric.kind === "word") return wordPlace(metric.name, metric.words, value);
    return numberRefusal(
      value,
      `${metric.name} takes a number from ${metric.minimum} to ${metric.maximum} ${metric.unit}`,
    );
  }
}

const wordPlace = (name: string, words: readonly string[], value: unknown): number | Refusal => {
  const detail = `${name} takes one of: ${words.join(", ")}`;
  if (typeof value !== "string") return { reason: "wrong-type", detail };
  const place = words.indexOf(value);
  return place >= 0 ? place : { reason: "unknown-word", detail };
};

const numberRefusal = (value: unknown, detail: string): Refusal => {
  if (typeof value !== "number") return { reason: "wrong-type", detail };
  return { reason: Number.isFinite(value) ? "out-of-range" : "not-finite", detail };
};

const unknownMetricRefusal = (value: unknown): Refusal =>
  numberRefusal(value, "a metric that the dictionary does not know takes a number or true or false");
