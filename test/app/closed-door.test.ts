import { createServer } from "node:net";
import { expect, test } from "vitest";
import { ClosedDoor, closedDoorOf } from "../../app/closed-door.ts";
import { configurationSchema } from "../../app/configuration.ts";

const configuration = configurationSchema.parse({
  inventory: "inventory.yaml",
  http: { port: 8_080 },
  mqtt: { port: 1_883, tls: { port: 8_883, key: "key.pem", certificate: "certificate.pem" } },
});

const listening = (port: number, code = "EADDRINUSE") => ({
  ...{ syscall: "listen", code, port, address: "127.0.0.1" },
});

test.each([
  [1_883, "mqtt.port", "--mqtt-port"],
  [8_080, "http.port", "TRAMCANH__HTTP__PORT"],
  [8_883, "mqtt.tls.port", "TRAMCANH__MQTT__TLS__PORT"],
])("port %d that is taken is the fault of %s", (port, key, way) => {
  const told = closedDoorOf(listening(port), configuration);
  expect(told).toBeInstanceOf(ClosedDoor);
  expect(String(told)).toContain(`${key}: can't listen on port ${port} of 127.0.0.1`);
  expect(String(told)).toMatch(new RegExp(`fix: stop that program, or .*${way}`));
});

test("a port that two keys name is the fault of both; one that this user may not open is not taken", () => {
  const same = configurationSchema.parse({
    inventory: "inventory.yaml",
    http: { port: 80 },
    mqtt: { port: 80 },
  });
  expect(String(closedDoorOf(listening(80), same))).toContain("http.port and mqtt.port: ");
  const told = String(closedDoorOf(listening(80, "EACCES"), same));
  expect(told).toContain("this user may not listen there");
  expect(told).not.toContain("stop that program");
});

test("any other error stays as it is", () => {
  const error = new Error("something else");
  expect(closedDoorOf(error, configuration)).toBe(error);
  const elsewhere = listening(25);
  expect(closedDoorOf(elsewhere, configuration)).toBe(elsewhere);
});

test("Node's own error of a taken port is understood", async () => {
  const first = createServer();
  await new Promise<void>((resolve) => first.listen(0, "127.0.0.1", resolve));
  const address = first.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const second = createServer();
  const error = await new Promise((resolve) => second.once("error", resolve).listen(port, "127.0.0.1"));
  first.close();
  const taken = configurationSchema.parse({ inventory: "inventory.yaml", mqtt: { port } });
  expect(String(closedDoorOf(error, taken))).toContain("mqtt.port: ");
});
