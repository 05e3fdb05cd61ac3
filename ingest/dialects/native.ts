import type { Dialect, ReadingSink } from "./dialect.ts";

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

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

/**
 * The native dialect: `{"ts": ms UTC, "seq": n, "values": {metric: value}}`, or an array of those.
 * Its contract is docs/formats/mqtt.md.
 */
export const decodeNative: Dialect = (payload, sink) => {
  if (sink.scan.scan(payload, sink.expected)) return takeScanned(sink);
  let message: unknown;
  try {
    message = JSON.parse(payload.toString());
  } catch (error) {
    sink.refuse({ reason: "not-json", detail: `the payload is not JSON: ${String(error).slice(0, 120)}` });
    return;
  }
  if (!Array.isArray(message)) return takeEntry(message, sink);
  if (message.length > sink.entriesMax) {
    sink.refuse({
      reason: "too-many-entries",
      detail: `${message.length} entries; send at most ${sink.entriesMax} a message`,
    });
    return;
  }
  for (const entry of message) takeEntry(entry, sink);
};
