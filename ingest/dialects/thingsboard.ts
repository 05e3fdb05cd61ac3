import { isRecord, mayCarry, readJson } from "./json-message.ts";
import type { DecodeSite, SiteDialect, SiteSink, TopicClaim } from "./site-dialect.ts";

/** A key as it comes: which node, which metric. */
type Take = (key: string, value: unknown) => void;

const nodeSeparator = "/";

/** `node/metric` is a node's, `metric` the controller's. Neither code nor metric name may hold a slash. */
const takeKey =
  (sink: SiteSink): Take =>
  (key, value) => {
    const at = key.indexOf(nodeSeparator);
    if (at < 0) sink.reading(undefined, key, value);
    else sink.reading(key.slice(0, at), key.slice(at + 1), value);
  };

const takeEntry = (entry: unknown, sink: SiteSink, take: Take): void => {
  if (!isRecord(entry)) {
    return sink.refuse({
      reason: "not-an-object",
      detail:
        'telemetry is {"mains.voltage": 228.4} or {"ts": 1732330000123, "values": {"mains.voltage": 228.4}}',
    });
  }
  const { ts, values } = entry;
  const isTimed = isRecord(values);
  if (!isTimed && ts !== undefined) {
    return sink.refuse({
      reason: "bad-values",
      detail: 'beside "ts" stands "values", an object of keys and values',
    });
  }
  const keys = isTimed ? values : entry;
  sink.begin(ts);
  for (const key in keys) take(key, keys[key]);
};

const entriesIn = (message: unknown): readonly unknown[] => (Array.isArray(message) ? message : [message]);

/** The device API: an entry or an array of them. */
const decodeDevice: DecodeSite = (payload, sink) =>
  readJson(payload, sink, (message) => {
    const entries = entriesIn(message);
    if (!mayCarry(entries.length, sink)) return;
    for (const entry of entries) takeEntry(entry, sink, takeKey(sink));
  });

/** The gateway API: entries under the name of each device behind the gateway, which are the site's nodes. */
const decodeGateway: DecodeSite = (payload, sink) =>
  readJson(payload, sink, (message) => {
    if (!isRecord(message)) {
      return sink.refuse({
        reason: "not-an-object",
        detail: 'a gateway sends {"pwr": [{"ts": 1732330000123, "values": {"mains.voltage": 228.4}}]}',
      });
    }
    const nodes = Object.entries(message).map(([node, entries]) => [node, entriesIn(entries)] as const);
    if (
      !mayCarry(
        nodes.reduce((sum, [, entries]) => sum + entries.length, 0),
        sink,
      )
    )
      return;
    for (const [node, entries] of nodes) {
      const take: Take = (metric, value) => sink.reading(node, metric, value);
      for (const entry of entries) takeEntry(entry, sink, take);
    }
  });

const deviceReadings: TopicClaim = { kind: "readings", site: null, decode: decodeDevice };
const gatewayReadings: TopicClaim = { kind: "readings", site: null, decode: decodeGateway };
const ignored: TopicClaim = { kind: "ignored" };

const claims: ReadonlyMap<string, TopicClaim> = new Map<string, TopicClaim>([
  ["v1/devices/me/telemetry", deviceReadings],
  ["v1/gateway/telemetry", gatewayReadings],
  ["v1/devices/me/attributes", ignored],
  ["v1/gateway/attributes", ignored],
  ["v1/gateway/connect", ignored],
  ["v1/gateway/disconnect", ignored],
]);

/**
 * ThingsBoard's MQTT device API and gateway API, telemetry only. Sources: thingsboard.io "MQTT Device API" and "MQTT
 * Gateway API"; the forms that its JsonConverter takes. What differs: a number in a string stays a string.
 */
export const thingsBoard: SiteDialect = {
  grammar: "v1/devices/me/telemetry, v1/gateway/telemetry",
  claim: (topic) => claims.get(topic) ?? null,
};
