import { z } from "zod";
import type { InfluxPlace } from "../store/export/influx-client.ts";
import { exportLimits } from "../store/export/limits.ts";
import { secretFrom } from "./secret-source.ts";
import { StartRefused } from "./start-refused.ts";

const tokenVariable = "TRAMCANH_INFLUX_TOKEN";

/** The section `influxdb` of the configuration. */
export const influxdbSchema = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .refine((url) => URL.parse(url)?.username === "" && URL.parse(url)?.password === "", {
        error: `has user or password in it: the token belongs into ${tokenVariable}`,
      })
      .describe("Where InfluxDB is, without /api/v2"),
    organization: z.string().min(1).describe("Name or id of the organization"),
    bucket: z.string().min(1).describe("Name of the bucket"),
    export: z.boolean().default(true).describe("Write what is stored to the bucket"),
    compress: z.boolean().default(true).describe("Send gzipped; false saves time where the network is fast"),
  })
  .describe("InfluxDB that readings, alarms, outages and presence are exported to");

type Influxdb = z.infer<typeof influxdbSchema>;

/** The place and the secret that opens it; throws StartRefused without a token. */
export const influxPlaceOf = (
  { url, organization, bucket, compress }: Influxdb,
  environment: NodeJS.ProcessEnv = process.env,
): InfluxPlace => {
  const token = secretFrom(tokenVariable, environment);
  if (token === undefined || token === "") {
    const fix = `set ${tokenVariable}, or ${tokenVariable}_FILE to a file with the token`;
    const message = "is not set, and influxdb of the configuration needs a token";
    throw new StartRefused([{ file: "environment", path: tokenVariable, value: null, message, fix }]);
  }
  return { url, organization, bucket, compress, token, requestMsMax: exportLimits.requestMsMax };
};

/** A place in words, for the cursor and the log: never with the token. */
export const placeNameOf = ({
  url,
  organization,
  bucket,
}: Pick<InfluxPlace, "url" | "organization" | "bucket">): string =>
  `${url} organization ${organization} bucket ${bucket}`;

/** Throws StartRefused where `serve` would: with an export or a history in InfluxDB, and no token. */
export const demandToken = ({
  influxdb,
  history,
}: {
  readonly influxdb?: Influxdb | undefined;
  readonly history: "journal" | "influxdb";
}): void => {
  if (influxdb !== undefined && (influxdb.export || history === "influxdb")) influxPlaceOf(influxdb);
};
