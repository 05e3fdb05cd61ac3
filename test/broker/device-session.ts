import { expect } from "vitest";
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

/** Message ids that were acknowledged to a device, in order. */
export const pubacks = (device: RawDevice): unknown[] =>
  device.of("puback").map((packet) => ("messageId" in packet ? packet.messageId : undefined));
