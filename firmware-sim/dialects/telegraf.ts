import type { Encode, TimedSample } from "./dialect.ts";

type Values = TimedSample["values"];

/** What a measurement of a single figure calls it, by a habit of InfluxDB's world. */
const loneField = "value";

/** `battery.midpoint.deviation` is the field `midpoint.deviation` of the measurement `battery`. */
const fieldOf = (metric: string): readonly [measurement: string, field: string] => {
  const dot = metric.indexOf(".");
  const field = dot < 0 ? "" : metric.slice(dot + 1);
  return field === "" || field === loneField ? [metric, loneField] : [metric.slice(0, dot), field];
};

const byMeasurement = (values: Values): ReadonlyMap<string, readonly (readonly [string, unknown])[]> => {
  const measurements = new Map<string, (readonly [string, unknown])[]>();
  for (const [metric, value] of Object.entries(values)) {
    const [measurement, field] = fieldOf(metric);
    const fields = measurements.get(measurement);
    if (fields === undefined) measurements.set(measurement, [[field, value]]);
    else fields.push([field, value]);
  }
  return measurements;
};

/**
 * Telegraf's `outputs.mqtt` with `layout = "batch"`, `topic = "telegraf/{{ .Hostname }}"`, `data_format = "json"` and
 * `json_timestamp_units = "1ms"`: all measurements of a flush in one message.
 */
export const encodeTelegraf: Encode = ({ site, node, samples }) => ({
  topic: `telegraf/${site}`,
  payload: JSON.stringify({
    metrics: samples.flatMap(({ tsMs, values }) =>
      Array.from(byMeasurement(values), ([name, fields]) => ({
        fields: Object.fromEntries(fields),
        name,
        tags: { host: site, node },
        timestamp: tsMs,
      })),
    ),
  }),
});
