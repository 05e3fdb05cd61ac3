import { expect, test } from "vitest";
import { chainParts, chartOrder, powerChain } from "../../../console/sites/power-chain.ts";
import { latest } from "./site-view.ts";

test("the chain runs from the mains to the load, each part with its values in one order", () => {
  const values = [
    latest("dc.load.current", 12),
    latest("battery.soc", 80),
    latest("mains.voltage", 229),
    latest("battery.current", -3),
    latest("genset.state", "stopped"),
    latest("rectifier.ok", 2),
    latest("mains.present", true),
  ];
  const chain = powerChain(values);
  expect(chain.map(({ part }) => part)).toEqual(chainParts);
  expect(chain[0]?.values.map(({ metric }) => metric)).toEqual(["mains.present", "mains.voltage"]);
  expect(chain[3]?.values.map(({ metric }) => metric)).toEqual(["battery.current", "battery.soc"]);
});

test("a part that reports nothing is left out; what is no part of the chain is not in it", () => {
  expect(powerChain([latest("room.temperature", 31)])).toEqual([]);
  expect(powerChain([latest("mains.voltage", 0), latest("door.open", true)])).toMatchObject([
    { part: "mains" },
  ]);
});

test("two batteries are both shown", () => {
  const both = [latest("battery.soc", 80, "bat1"), latest("battery.soc", 20, "bat2")];
  expect(powerChain(both)).toEqual([{ part: "battery", values: both }]);
});

test("charts begin with the power, then heat, then links; what else there is follows by name and node", () => {
  const values = [
    latest("zone.humidity", 60),
    latest("door.open", true, "b"),
    latest("door.open", true, "a"),
    latest("microwave.rsl", -40, "mw"),
    latest("battery.soc", 80),
    latest("dc.bus.voltage", 53.4),
  ];
  expect(chartOrder(values).map(({ metric, node }) => `${metric} ${node}`)).toEqual([
    "dc.bus.voltage pwr",
    "battery.soc pwr",
    "microwave.rsl mw",
    "door.open a",
    "door.open b",
    "zone.humidity pwr",
  ]);
  expect(values[0]?.metric).toBe("zone.humidity");
});
