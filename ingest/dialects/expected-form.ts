import { type Metric, platformMetric } from "../../telemetry/metrics.ts";
import type { Series } from "../../telemetry/series-catalog.ts";

/** How the values of a metric look in JSON, in bytes. */
export interface ExpectedForm {
  readonly kind: Metric["kind"];
  /** The metric's name as a JSON key with the colon. */
  readonly key: Uint8Array;
  /** Range of a number; empty for booleans and words. */
  readonly minimum: number;
  readonly maximum: number;
  /** The words as JSON strings, in the order of their stored numbers. */
  readonly words: readonly Uint8Array[];
}

const rangeOf = (metric: Metric | null): Pick<ExpectedForm, "minimum" | "maximum"> => {
  if (metric === null) return { minimum: -Number.MAX_VALUE, maximum: Number.MAX_VALUE };
  return metric.kind === "number" && metric.name !== platformMetric
    ? { minimum: metric.minimum, maximum: metric.maximum }
    : { minimum: Number.POSITIVE_INFINITY, maximum: Number.NEGATIVE_INFINITY };
};

const bytesOf = (text: string): Uint8Array => Buffer.from(JSON.stringify(text));

/** The forms of all metrics met, one a name: many nodes share them. */
export class ExpectedForms {
  readonly #byName = new Map<string, ExpectedForm>();

  of({ metricName, metric }: Series): ExpectedForm {
    const known = this.#byName.get(metricName);
    if (known !== undefined) return known;
    const form: ExpectedForm = {
      kind: metric?.kind ?? "number",
      key: Buffer.from(`${JSON.stringify(metricName)}:`),
      ...rangeOf(metric),
      words: metric?.kind === "word" ? metric.words.map(bytesOf) : [],
    };
    this.#byName.set(metricName, form);
    return form;
  }
}
