import { expect, test } from "vitest";
import { openBroker } from "./house.ts";

test("a broker that was given port 0 says which port is open, and of what is not open that it is not", async () => {
  const { broker, port } = await openBroker();
  expect(port).toBeGreaterThan(0);
  expect(broker.portOf("tcp")).toBe(port);
  expect(broker.portOf("tls")).toBeNull();
  await broker.stop();
  expect(broker.portOf("tcp")).toBeNull();
});
