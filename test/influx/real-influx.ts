import type { InfluxPlace } from "../../store/export/influx-client.ts";
import { testPlace } from "./flux-server.ts";

const { INFLUX_URL, INFLUX_TOKEN, INFLUX_ORG, INFLUX_BUCKET } = process.env;

/** How tests connect: to an InfluxDB of theirs. */
export const placeAt = (url: string): InfluxPlace => ({
  ...{ url, ...testPlace },
  ...{ requestMsMax: 10_000, compress: true },
});

/** The real InfluxDB 2 that the environment names; null when it names none. Throws when it names one by half. */
export const realInflux = (): InfluxPlace | null => {
  if (INFLUX_URL === undefined || INFLUX_URL === "") return null;
  if (!INFLUX_TOKEN || !INFLUX_ORG || !INFLUX_BUCKET)
    throw new Error("INFLUX_URL needs INFLUX_TOKEN, INFLUX_ORG and INFLUX_BUCKET beside it");
  const own = { token: INFLUX_TOKEN, organization: INFLUX_ORG, bucket: INFLUX_BUCKET };
  return { ...placeAt(INFLUX_URL), ...own };
};
