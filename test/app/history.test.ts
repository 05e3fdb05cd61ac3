import { expect, test } from "vitest";
import { configurationSchema } from "../../app/configuration.ts";

const faultsOf = (configuration: object) =>
  configurationSchema.safeParse(configuration).error?.issues.map(({ path, message }) => ({
    path: path.join("."),
    message,
  }));
const influxdb = { url: "http://127.0.0.1:8086", organization: "noc", bucket: "telemetry" };

test("history is the journal's own, or InfluxDB's where that is described", () => {
  expect(configurationSchema.parse({}).history).toBe("journal");
  expect(configurationSchema.parse({ history: "influxdb", influxdb }).history).toBe("influxdb");
});

test("history in an InfluxDB that nobody described, or in a bucket that Flux can't name safely, is refused", () => {
  expect(faultsOf({ history: "influxdb" })).toEqual([
    { path: "history", message: "needs the section influxdb" },
  ]);
  const bucket = "tele$metry";
  expect(faultsOf({ history: "influxdb", influxdb: { ...influxdb, bucket } })).toMatchObject([
    { path: "influxdb.bucket" },
  ]);
  expect(faultsOf({ influxdb: { ...influxdb, bucket } })).toBeUndefined();
});
