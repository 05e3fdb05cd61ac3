import { z } from "zod";
import { InfluxConnection, InfluxFault, type InfluxPlace } from "../store/export/influx-client.ts";
import type { Clock } from "../telemetry/clock.ts";
import type { Configuration } from "./configuration.ts";
import { influxPlaceOf } from "./influxdb.ts";
import { formatFaults, StartRefused } from "./start-refused.ts";

/** One thing that was looked at. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

const clockDifferenceMsMax = 10_000;
const daySeconds = 86_400;
/** Devices may send what is a week old. */
const retentionDaysMin = 8;
const answerMsMax = 5_000;

/** A comment: no point, but asked for with the token and for the bucket. */
const nothing = ["# tramcanh doctor"];

const bucketsSchema = z.object({
  buckets: z.array(z.object({ retentionRules: z.array(z.object({ everySeconds: z.number() })) })),
});

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const reached = (url: string, differenceMs: number | null): readonly Finding[] => {
  const clock: Finding =
    differenceMs === null
      ? { name: "influxdb clock", ok: true, detail: "the server does not tell its time" }
      : {
          name: "influxdb clock",
          ok: Math.abs(differenceMs) <= clockDifferenceMsMax,
          detail: `${Math.round(Math.abs(differenceMs) / 1_000)} s ${differenceMs < 0 ? "behind" : "ahead of"} ours, at most 10 s either way is well; keep both right with NTP`,
        };
  return [{ name: "influxdb", ok: true, detail: `${url} answers` }, clock];
};

const mends: Readonly<Record<number, string>> = {
  401: "the token is not known: look at TRAMCANH_INFLUX_TOKEN",
  403: "the token may not write the bucket: make one that may",
  404: "there is no such organization or bucket: mend influxdb.organization and influxdb.bucket",
};

const accessFinding = async (connection: InfluxConnection, place: InfluxPlace): Promise<Finding> => {
  const name = "influxdb token and bucket";
  try {
    await connection.write(nothing, "ms");
  } catch (error) {
    const status = error instanceof InfluxFault ? error.status : null;
    // 400 says that there were no points: token and bucket were in order.
    if (status !== 400)
      return { name, ok: false, detail: `${mends[status ?? 0] ?? "a write fails"} (${wordsOf(error)})` };
  }
  return { name, ok: true, detail: `bucket ${place.bucket} of ${place.organization} takes writes` };
};

const retentionFinding = async (connection: InfluxConnection, place: InfluxPlace): Promise<Finding> => {
  const name = "influxdb retention";
  const query = new URLSearchParams({ org: place.organization, name: place.bucket });
  try {
    const { body } = await connection.read(`/api/v2/buckets?${query}`);
    const seconds = bucketsSchema.parse(body).buckets[0]?.retentionRules[0]?.everySeconds;
    if (seconds === undefined) return { name, ok: true, detail: "for ever, or the token may not see it" };
    if (seconds === 0) return { name, ok: true, detail: "the bucket keeps points for ever" };
    const days = seconds / daySeconds;
    const detail = `the bucket keeps ${days} days; readings come up to 7 days late, so at least ${retentionDaysMin} are needed`;
    return { name, ok: days >= retentionDaysMin, detail };
  } catch {
    return { name, ok: true, detail: "not known: the token may not see it, or the server has none" };
  }
};

const examine = async (place: InfluxPlace, clock: Clock): Promise<readonly Finding[]> => {
  const connection = new InfluxConnection({ ...place, requestMsMax: answerMsMax });
  try {
    const { clockMs } = await connection.read("/health");
    return [
      ...reached(place.url, clockMs === null ? null : clockMs - clock()),
      await accessFinding(connection, place),
      await retentionFinding(connection, place),
    ];
  } catch (error) {
    return [{ name: "influxdb", ok: false, detail: `${place.url} can't be asked: ${wordsOf(error)}` }];
  } finally {
    connection.close();
  }
};

/** Looks whether InfluxDB can be reached, its clock, whether the token may write the bucket, and how long that keeps. */
export const examineInflux = async (
  influxdb: NonNullable<Configuration["influxdb"]>,
  clock: Clock,
): Promise<readonly Finding[]> => {
  try {
    return await examine(influxPlaceOf(influxdb), clock);
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error;
    return [{ name: "influxdb", ok: false, detail: formatFaults(error.faults) }];
  }
};
