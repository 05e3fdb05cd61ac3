import { expect, test } from "vitest";
import { brokerAddress } from "../../../app/load-tool/broker-address.ts";

test.each([
  ["mqtt://127.0.0.1", { host: "127.0.0.1", port: 1883, isEncrypted: false, isWebSocket: false }],
  ["mqtts://broker.example", { host: "broker.example", port: 8883, isEncrypted: true, isWebSocket: false }],
  ["ws://[::1]:8083/mqtt", { host: "::1", port: 8083, isEncrypted: false, isWebSocket: true }],
  ["wss://broker.example/mqtt", { host: "broker.example", port: 443, isEncrypted: true, isWebSocket: true }],
])("%s names a broker", (url, parts) => {
  expect(brokerAddress(url, undefined)).toMatchObject(parts);
});

test.each(["127.0.0.1:1883", "http://127.0.0.1", "mqtt://", ""])(
  "%j is refused with what to write",
  (url) => {
    expect(() => brokerAddress(url, undefined)).toThrow(/--url .*mqtt:\/\/HOST:PORT/);
  },
);

test("an authority is refused where nothing is encrypted, or when its file is missing", () => {
  expect(() => brokerAddress("mqtt://127.0.0.1", "ca.pem")).toThrow(/--ca ca.pem is for mqtts/);
  expect(() => brokerAddress("mqtts://127.0.0.1", "/nowhere/ca.pem")).toThrow(
    /--ca \/nowhere\/ca.pem: ENOENT/,
  );
});
