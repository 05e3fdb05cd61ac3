import { connectAsync, type MqttClient } from "mqtt";
import { expect, onTestFinished } from "vitest";
import { until } from "../until.ts";
import { connectPacket, RawDevice, returnCode } from "./house.ts";

/** Where the tests' device publishes. */
export const topic = "sites/BPH0001/pwr/telemetry";

/** A reading of so many milliseconds ago. */
export const reading = (ageMs = 0): string =>
  JSON.stringify({ ts: Date.now() - ageMs, values: { "mains.voltage": 230 } });

/** A device that the broker has let in. */
export const login = async (port: number, id: string, token: string): Promise<RawDevice> => {
  const device = new RawDevice(port);
  device.send(connectPacket(id, token));
  await until(() => expect(returnCode(device)).toBe(0));
  return device;
};

/** A real client of the device that is `provision`ed here, let in; it ends with the test. */
export const realClient = async (house: {
  readonly port: number;
  provision(device: string, site: string): Promise<string>;
}): Promise<MqttClient> => {
  const token = await house.provision("BPH0001-ctl", "BPH0001");
  const client = await connectAsync(`mqtt://127.0.0.1:${house.port}`, {
    ...{ clientId: "BPH0001-ctl", username: "BPH0001-ctl", password: token },
  });
  onTestFinished(() => client.endAsync(true));
  return client;
};

/** Message ids that were acknowledged to a device, in order. */
export const pubacks = (device: RawDevice): unknown[] =>
  device.of("puback").map((packet) => ("messageId" in packet ? packet.messageId : undefined));
