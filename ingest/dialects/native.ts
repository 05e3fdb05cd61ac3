import type { Dialect, ReadingSink } from "./dialect.ts";
import { isRecord, mayCarry, readJson } from "./json-message.ts";

const takeEntry = (entry: unknown, sink: ReadingSink): void => {
  if (!isRecord(entry)) {
    sink.refuse({
      reason: "not-an-object",
      detail: 'an entry must be an object such as {"ts": 1732330000123, "values": {"mains.voltage": 228.4}}',
    });
    return;
  }
  const values = entry["values"];
  if (!isRecord(values)) {
    sink.refuse({ reason: "bad-values", detail: '"values" must be an object of metric names and values' });
    return;
  }
  if (!sink.begin(entry["ts"])) return;
  for (const name in values) sink.reading(name, values[name]);
};

const takeScanned = (sink: ReadingSink): void => {
  const { tsMs, values, count } = sink.scan;
  if (!sink.begin(tsMs)) return;
  for (let place = 0; place < count; place++) sink.stored(place, values[place] ?? 0);
};

const takeMessage = (message: unknown, sink: ReadingSink): void => {
  if (!Array.isArray(message)) return takeEntry(message, sink);
  if (!mayCarry(message.length, sink)) return;
  for (const entry of message) takeEntry(entry, sink);
};

/**
 * The native dialect: `{"ts": ms UTC, "seq": n, "values": {metric: value}}`, or an array of those.
 * Its contract is docs/formats/mqtt.md.
 */
export const decodeNative: Dialect = (payload, sink) => {
  if (sink.scan.scan(payload, sink.expected)) return takeScanned(sink);
  readJson(payload, sink, (message) => takeMessage(message, sink));
};
