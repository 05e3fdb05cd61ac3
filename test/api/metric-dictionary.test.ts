import { expect, it } from "vitest";
import { metrics } from "../../telemetry/metrics.ts";
import { bearer, openHouse } from "./house.ts";

it("the dictionary names every metric with its unit, its label in both languages and what is unremarkable", async () => {
  const house = await openHouse();
  const answer = await house.api.inject({
    url: "/api/v1/metrics",
    headers: bearer(await house.key("regulator")),
  });
  expect(answer.statusCode).toBe(200);
  const { items } = answer.json();
  expect(items).toHaveLength(metrics.length);
  expect(items.find(({ name }: { name: string }) => name === "dc.bus.voltage")).toEqual({
    ...{ name: "dc.bus.voltage", unit: "V", kind: "number", direction: "both", normal: [53.5, 56.4] },
    label: { vi: "Điện áp DC", en: "DC bus voltage" },
  });
});
