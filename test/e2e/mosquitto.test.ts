import { execFile, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { itemsOf, openHouse, serve } from "./house.ts";
import { credential, provision, runCommand } from "./serve.ts";

const missing = spawnSync("mosquitto_pub", ["--help"]).error !== undefined;
const inContinuousIntegration = process.env["CI"] !== undefined && process.env["CI"] !== "";
if (missing) {
  process.stderr.write(
    "SKIPPED: mosquitto_pub is missing; install Debian's mosquitto-clients to run its tests\n",
  );
}

const publish = (port: number, login: { readonly id: string; readonly token: string }) =>
  promisify(execFile)("mosquitto_pub", [
    ...["-h", "127.0.0.1", "-p", String(port)],
    ...["-i", login.id, "-u", login.id, "-P", login.token, "-q", "1"],
    ...["-t", "sites/BPH0001/pwr/telemetry", "-m", '{"values":{"mains.voltage":228.4}}'],
  ]);

// Where tests must not be left out, a missing client fails them; elsewhere it only says so.
const wanted = missing && !inContinuousIntegration ? test.skip : test;

wanted("mosquitto_pub -q 1 brings a reading in, as the README shows", async () => {
  const house = openHouse();
  const served = await serve(house);
  const { code, out } = await runCommand(house, ["device", "add", "BPH0001", "--json"]);
  expect(code).toBe(0);
  const device = credential.parse(JSON.parse(out));
  expect(device.id).toBe("BPH0001-ctl");

  expect(await publish(served.mqttPort, device)).toEqual({ stdout: "", stderr: "" });
  const readings = await itemsOf(served, "/api/v1/readings?site=BPH0001&node=pwr&metric=mains.voltage");
  expect(readings).toMatchObject([{ value: 228.4, clock: "receiver" }]);
});

wanted("mosquitto_pub is told that its token is wrong", async () => {
  const served = await serve(openHouse());
  const { id } = await provision(served, "BPH0001");
  await expect(publish(served.mqttPort, { id, token: "wrong" })).rejects.toMatchObject({
    stderr: expect.stringMatching(/not authori[sz]ed|bad user name or password/i),
  });
});

wanted("every mosquitto_pub line of the page on MQTT works, in each dialect", async () => {
  const page = readFileSync(new URL("../../docs/formats/mqtt.md", import.meta.url), "utf8");
  const blocks = [...page.matchAll(/```sh\n(mosquitto_pub[\s\S]*?)```/g)].map(([, block = ""]) => block);
  const served = await serve(openHouse());
  const { id, token } = await provision(served, "BPH0001");
  const script = blocks.join("\n").replaceAll("-p 1883", `-p ${served.mqttPort}`);
  const environment = { ...process.env, DEVICE: id, TOKEN: token };
  await promisify(execFile)("sh", ["-e", "-c", script], { env: environment });
  const valuesOf = async (node: string, metric: string): Promise<readonly unknown[]> =>
    (await itemsOf(served, `/api/v1/readings?site=BPH0001&node=${node}&metric=${metric}`)).map(
      ({ value }) => value,
    );
  expect(await valuesOf("pwr", "mains.present")).toEqual([false, false]);
  expect(await valuesOf("pwr", "dc.bus.voltage")).toEqual([50.4, 50.3, 50.2, 50.1]);
  expect(await valuesOf("ctl", "room.temperature")).toEqual([26.5]);
  expect(await itemsOf(served, "/api/v1/quarantine")).toEqual([]);
});
