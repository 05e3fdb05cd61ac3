import { InfluxConnection } from "../store/export/influx-client.ts";
import { InfluxHistory } from "../store/history/influx-history.ts";
import { defaultHistoryLimits } from "../store/history/limits.ts";
import type { Clock } from "../telemetry/clock.ts";
import { nodeCode, siteCode } from "../telemetry/identifiers.ts";
import { SeriesCatalog } from "../telemetry/series-catalog.ts";
import type { Configuration } from "./configuration.ts";
import { influxPlaceOf } from "./influxdb.ts";
import type { Finding } from "./influxdb-examination.ts";

const answerMsMax = 5_000;
const hourMs = 3_600_000;

/** Asks InfluxDB for a series that nobody writes, as the API would: whether the token may read, and Flux is spoken. */
export const examineHistory = async (
  { history, influxdb }: Pick<Configuration, "history" | "influxdb">,
  clock: Clock,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<readonly Finding[]> => {
  if (history === "journal" || influxdb === undefined) return [];
  const name = "history in influxdb";
  const catalog = new SeriesCatalog();
  catalog.add(siteCode("tramcanh"), nodeCode("doctor"), "no.such.metric", 0);
  try {
    const place = influxPlaceOf(influxdb, environment);
    const connection = new InfluxConnection({ ...place, requestMsMax: answerMsMax });
    const limits = { ...defaultHistoryLimits, historyQueryMsMax: answerMsMax };
    const seriesAt = (id: number) => catalog.at(id);
    const asked = new InfluxHistory({ connection, bucket: influxdb.bucket, seriesAt, limits });
    const range = { series: 0, fromMs: clock() - hourMs, toMs: clock(), rowsMax: 1 };
    await asked.readings(range).finally(() => connection.close());
    return [{ name, ok: true, detail: `bucket ${influxdb.bucket} answers questions in Flux` }];
  } catch (error) {
    return [{ name, ok: false, detail: error instanceof Error ? error.message : String(error) }];
  }
};
