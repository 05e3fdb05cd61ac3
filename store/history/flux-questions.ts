import type { Aggregate } from "../../telemetry/reading-history.ts";
import { type FluxQuestion, flux, fluxDateTime, fluxDuration } from "../export/influx-client.ts";
import { QueryRefused } from "../store.ts";

/** A range of one series in the words of InfluxDB: fromMs ≤ _time < toMs, both instants that InfluxDB knows. */
export interface FluxRange {
  readonly bucket: string;
  readonly site: string;
  readonly node: string;
  readonly metric: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Of each field. */
  readonly rowsMax: number;
}

/** A range whose readings become one value each `stepMs`. */
export interface FluxSteps extends FluxRange {
  readonly stepMs: number;
  readonly aggregate: Aggregate;
}

/**
 * The templates escape quotes and backslashes, but Flux reads a dollar sign together with what follows, even a
 * backslash: a text with one could end where it does not end.
 */
const text = (value: string): string => {
  if (value.includes("$"))
    throw new QueryRefused(`${JSON.stringify(value)} holds a "$", which InfluxDB can't be asked for`);
  return value;
};

const instant = (instantMs: number) => fluxDateTime(new Date(instantMs).toISOString());

const seriesWithin = ({
  bucket,
  site,
  node,
  metric,
  fromMs,
  toMs,
}: FluxRange): FluxQuestion => flux`from(bucket: ${text(bucket)})
  |> range(start: ${instant(fromMs)}, stop: ${instant(toMs)})
  |> filter(fn: (r) => r._measurement == "reading")
  |> filter(fn: (r) => r.site == ${text(site)} and r.node == ${text(node)} and r.metric == ${text(metric)})`;

/** Values and lags as they are stored: two tables, told apart by `_field`, each oldest first. */
export const rangeQuestion = (range: FluxRange): FluxQuestion => flux`${seriesWithin(range)}
  |> filter(fn: (r) => r._field == "value" or r._field == "lag")
  |> limit(n: ${range.rowsMax})
  |> keep(columns: ["_time", "_field", "_value"])`;

/**
 * One value a step: windows of whole multiples of the step since 1970, those without readings left out, and `_time`
 * their beginning, which for the first is that of the range where it begins within the window.
 */
export const stepQuestion = (steps: FluxSteps): FluxQuestion => flux`${seriesWithin(steps)}
  |> filter(fn: (r) => r._field == "value")
  |> aggregateWindow(every: ${fluxDuration(`${steps.stepMs}ms`)}, fn: ${aggregateFunctions[steps.aggregate]}, createEmpty: false, timeSrc: "_start")
  |> limit(n: ${steps.rowsMax})
  |> keep(columns: ["_time", "_value"])`;

const aggregateFunctions: Readonly<Record<Aggregate, FluxQuestion>> = {
  min: flux`min`,
  max: flux`max`,
  mean: flux`mean`,
  last: flux`last`,
  count: flux`count`,
};
