import { z } from "zod";
import { InfluxConnection } from "../store/export/influx-client.ts";
import { InfluxHistory } from "../store/history/influx-history.ts";
import { defaultHistoryLimits } from "../store/history/limits.ts";
import type { ReadingHistory } from "../telemetry/reading-history.ts";
import type { Cleanup } from "./cleanup.ts";
import type { Core, CoreOptions } from "./core.ts";
import { influxPlaceOf } from "./influxdb.ts";

/** The key `history` of the configuration. */
export const historySchema = z
  .enum(["journal", "influxdb"])
  .default("journal")
  .describe("Where ranges of readings are asked for; influxdb: in what was exported there");

/** What is wrong with a history in InfluxDB: where, and how to mend it. */
export const historyFaults = ({
  history,
  influxdb,
}: {
  readonly history: z.infer<typeof historySchema>;
  readonly influxdb?: { readonly bucket: string } | undefined;
}): readonly {
  readonly path: string[];
  readonly message: string;
  readonly input: string;
  readonly params: { readonly fix: string };
}[] => {
  if (history === "journal") return [];
  if (influxdb === undefined) {
    const fix = "describe influxdb with url, organization and bucket, or leave history out";
    return [{ path: ["history"], message: "needs the section influxdb", input: history, params: { fix } }];
  }
  if (!influxdb.bucket.includes("$")) return [];
  const message = "holds a $, which a question in Flux can't name safely";
  const fix = "use a bucket whose name has no dollar sign";
  return [{ path: ["influxdb", "bucket"], message, input: influxdb.bucket, params: { fix } }];
};

/**
 * Where the API asks for ranges of readings. Commands from within ask the journal, so that they need no token.
 * Throws StartRefused when InfluxDB is chosen and there is no token.
 */
export const openHistory = (
  { store, catalog }: Pick<Core, "store" | "catalog">,
  { configuration: { history, influxdb }, listen }: CoreOptions,
  cleanup: Cleanup,
): ReadingHistory => {
  if (history === "journal" || influxdb === undefined || !listen) return store;
  const limits = defaultHistoryLimits;
  const connection = new InfluxConnection({
    ...influxPlaceOf(influxdb),
    requestMsMax: limits.historyQueryMsMax,
  });
  cleanup.add("questions to InfluxDB", () => connection.close());
  const seriesAt = (id: number) => catalog.at(id);
  return new InfluxHistory({ connection, bucket: influxdb.bucket, seriesAt, limits });
};
