import { expect, test } from "vitest";
import { configurationSchema } from "../../app/configuration.ts";
import { examineHistory } from "../../app/history-examination.ts";
import { FluxServer, testPlace } from "../influx/flux-server.ts";

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

test("doctor asks the bucket a question, and says what keeps it from an answer", async () => {
  const server = new FluxServer();
  const { organization, bucket, token } = testPlace;
  const place = { url: await server.listen(), organization, bucket };
  const examined = (parts: object, environment: NodeJS.ProcessEnv = { TRAMCANH_INFLUX_TOKEN: token }) =>
    examineHistory(configurationSchema.parse(parts), Date.now, environment);
  expect(await examined({})).toEqual([]);
  const history = "influxdb";
  expect(await examined({ history, influxdb: place })).toMatchObject([{ ok: true }]);
  const otherToken = { TRAMCANH_INFLUX_TOKEN: "other" };
  expect(await examined({ history, influxdb: place }, otherToken)).toMatchObject([
    { ok: false, detail: expect.stringContaining("may read the bucket") },
  ]);
  expect(await examined({ history, influxdb: { ...place, bucket: "none" } })).toMatchObject([
    { ok: false, detail: expect.stringContaining("mend organization and bucket") },
  ]);
});
