import { isRecord, mayCarry, readJson } from "./json-message.ts";
import type { DecodeSite, SiteDialect, SiteSink } from "./site-dialect.ts";

const root = "telegraf/";

/** What a measurement of a single figure calls it, by a habit of InfluxDB's world. */
const loneField = "value";

/**
 * The unit is not in the message. Of s, ms, µs and ns only one puts a number anywhere near the present: the same
 * digits in the next larger unit are a thousand times as long after 1970.
 */
const secondsBelow = 1e11;
const millisecondsBelow = 1e14;
const microsecondsBelow = 1e17;

const millisecondsOf = (timestamp: number): number => {
  if (timestamp < secondsBelow) return timestamp * 1_000;
  if (timestamp < millisecondsBelow) return timestamp;
  return Math.floor(timestamp < microsecondsBelow ? timestamp / 1e3 : timestamp / 1e6);
};

const isTimestamp = (value: unknown): value is number | undefined =>
  value === undefined || (typeof value === "number" && Number.isInteger(value));

/** The node that the tags name; null when they are not this site's or can't be read. */
const nodeOf = (tags: unknown, sink: SiteSink): { readonly node: string | undefined } | null => {
  if (tags === undefined) return { node: undefined };
  if (!isRecord(tags)) {
    sink.refuse({ reason: "bad-values", detail: '"tags" must be an object of texts' });
    return null;
  }
  const { site, node } = tags;
  if (site !== undefined && site !== sink.site) {
    sink.refuse({
      reason: "foreign-site",
      detail: `this device belongs to site ${sink.site}: set the tag "site" to it`,
    });
    return null;
  }
  if (node === undefined || typeof node === "string") return { node };
  sink.refuse({ reason: "bad-node", detail: 'the tag "node" must be the code of a node' });
  return null;
};

const takeMetric = (metric: unknown, sink: SiteSink): void => {
  if (!isRecord(metric)) {
    return sink.refuse({
      reason: "not-an-object",
      detail:
        'a metric is {"name": "mains", "tags": {"node": "pwr"}, "fields": {"voltage": 228.4}, "timestamp": 1732330000}',
    });
  }
  const { name, fields, tags, timestamp } = metric;
  if (typeof name !== "string" || !isRecord(fields)) {
    return sink.refuse({
      reason: "bad-values",
      detail: '"name" must be the measurement, "fields" an object of fields and values',
    });
  }
  if (!isTimestamp(timestamp)) {
    return sink.refuse({
      reason: "bad-time",
      detail: '"timestamp" must be a whole number since 1970 UTC: leave json_timestamp_format away',
    });
  }
  const from = nodeOf(tags, sink);
  if (from === null) return;
  sink.begin(timestamp === undefined ? undefined : millisecondsOf(timestamp));
  for (const field in fields) {
    sink.reading(from.node, field === loneField ? name : `${name}.${field}`, fields[field]);
  }
};

/** A metric alone, a batch, or an array of metrics, as a `json_transformation` may leave of a batch. */
const metricsIn = (message: unknown): readonly unknown[] => {
  const metrics = isRecord(message) && Array.isArray(message["metrics"]) ? message["metrics"] : message;
  return Array.isArray(metrics) ? metrics : [metrics];
};

const decode: DecodeSite = (payload, sink) =>
  readJson(payload, sink, (message) => {
    const metrics = metricsIn(message);
    if (!mayCarry(metrics.length, sink)) return;
    for (const metric of metrics) takeMetric(metric, sink);
  });

/**
 * Telegraf's `outputs.mqtt` with `data_format = "json"`, layouts `non-batch` and `batch`, whose topic is by default
 * `telegraf/{hostname}/{measurement}`; the host name has to be the site's code. Sources: Telegraf's pages of the MQTT
 * output plugin and of the JSON output data format.
 */
export const telegraf: SiteDialect = {
  grammar: "telegraf/{site}/{measurement}",
  claim: (topic) => {
    if (!topic.startsWith(root)) return null;
    const [, site = ""] = topic.split("/", 2);
    return { kind: "readings", site, decode };
  },
};
