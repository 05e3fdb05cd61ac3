import type { Encode, EncodedMessage, TimedSample } from "./dialect.ts";

/** One entry of the native dialect, as JSON. */
export const nativeEntry = ({ tsMs, sequence, values }: TimedSample): string =>
  JSON.stringify({ ts: tsMs, seq: sequence, values });

/** A native message from entries that are JSON already, or an array of them. */
export const nativeMessage = (site: string, node: string, payload: string): EncodedMessage => ({
  topic: `sites/${site}/${node}/telemetry`,
  payload,
});

/** The native dialect: the node in the topic; a live entry alone, several as an array. */
export const encodeNative: Encode = ({ site, node, samples }) => {
  const entries = samples.map(nativeEntry).join(",");
  return nativeMessage(site, node, samples.length === 1 ? entries : `[${entries}]`);
};
