import type { Encode, SampleBatch, TimedSample } from "./dialect.ts";

/** Keys say which node they are of; those of the controller itself need no saying. */
const entryOf =
  ({ node, controller }: SampleBatch) =>
  ({ tsMs, values }: TimedSample): object => ({
    ts: tsMs,
    values: Object.fromEntries(
      Object.entries(values).map(([metric, value]) => [
        node === controller ? metric : `${node}/${metric}`,
        value,
      ]),
    ),
  });

/** The device API of ThingsBoard: one topic for the whole device; an entry alone, several as an array. */
export const encodeThingsBoard: Encode = (batch) => {
  const entries = batch.samples.map(entryOf(batch));
  return {
    topic: "v1/devices/me/telemetry",
    payload: JSON.stringify(entries.length === 1 ? entries[0] : entries),
  };
};
