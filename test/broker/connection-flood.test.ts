import { expect, test } from "vitest";
import { deviceId, siteCode } from "../../telemetry/identifiers.ts";
import { hashSecret, passwordCost } from "../../telemetry/secret-hash.ts";
import { until } from "../until.ts";
import { connectPacket, openBroker, RawDevice, returnCode } from "./house.ts";

test("checks for those who have given up are not made: after a flood the next device is let in at once", async () => {
  const house = await openBroker({ limits: { authenticateTimeoutMs: 1_000 } });
  const slow = "a token whose check takes long";
  const hash = await hashSecret(slow, passwordCost);
  house.devices.provision({ id: deviceId("BPH0001-ctl"), site: siteCode("BPH0001"), token: slow, hash }, 0);
  const token = await house.provision("BPH0002-ctl", "BPH0002");
  const flood = Array.from({ length: 150 }, () => new RawDevice(house.port));
  for (const each of flood) each.send(connectPacket("BPH0001-ctl", slow));
  await until(() => expect(flood.every((each) => returnCode(each) !== undefined || each.closed)).toBe(true));
  expect(flood.filter((each) => returnCode(each) === 3).length).toBeGreaterThan(75);
  const next = new RawDevice(house.port);
  next.send(connectPacket("BPH0002-ctl", token));
  await until(() => expect(returnCode(next)).toBe(0));
});
