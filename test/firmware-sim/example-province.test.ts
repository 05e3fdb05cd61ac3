import { expect, test } from "vitest";
import type { Sample } from "../../firmware-sim/controller/controller.ts";
import { drawSitePlan } from "../../firmware-sim/physics/site-plan.ts";
import { seededRandom } from "../../firmware-sim/random.ts";
import { SiteModel } from "../../firmware-sim/site-model.ts";
import { exampleProvincePath, loadInventory } from "../../inventory/load.ts";
import type { SiteNode } from "../../inventory/model.ts";
import { siteCode } from "../../telemetry/identifiers.ts";
import { abnormal } from "./abnormal.ts";

const startMs = Date.UTC(2025, 10, 23, 17);
const stepMs = 30 * 60_000;

const result = loadInventory(exampleProvincePath);
if (!result.ok) throw new Error("the example province can't be read");
const { inventory } = result;

/** Readings beyond what the inventory planned for their node. */
const unplanned = ({ code, planned }: SiteNode, samples: readonly Sample[]): string[] => {
  const values = samples.find(({ node }) => node === code)?.values ?? {};
  const strays = (metric: string, middle: number | undefined, spread: number): boolean =>
    metric in values && middle !== undefined && Math.abs(Number(values[metric]) - middle) > spread;
  const exceeds = (metric: string, most: number | undefined, share: number): boolean =>
    metric in values && most !== undefined && Number(values[metric]) > most * share;
  const found = {
    "microwave.rsl": strays("microwave.rsl", planned.plannedRslDbm, 3),
    "optical.rx.power": strays("optical.rx.power", planned.baselineOpticalDbm, 1),
    "dc.load.current": exceeds("dc.load.current", planned.plantCurrentAmperes, 0.8),
    "mains.current": exceeds("mains.current", planned.breakerAmperes, 0.9),
  };
  return Object.entries(found).flatMap(([metric, isBad]) =>
    isBad ? [`${code} ${metric} ${values[metric]}`] : [],
  );
};

test("the example province without faults is unremarkable all day, by the dictionary and by its own plan", () => {
  const remarks = inventory.sites.flatMap(({ code }) => {
    const nodes = inventory.nodesOf(code);
    const model = new SiteModel(code, nodes, { seed: "demo", atMs: startMs });
    return Array.from({ length: 48 }, (_, step) => model.sample([], startMs + step * stepMs)).flatMap(
      (samples) => [...abnormal(samples), ...nodes.flatMap((node) => unplanned(node, samples))],
    );
  });
  expect(inventory.sites).toHaveLength(40);
  expect(remarks).toEqual([]);
});

test("generator and hop are those of the plan, where it names them", () => {
  const plan = drawSitePlan(inventory.nodesOf(siteCode("BPH0001")), seededRandom("plan"));
  expect(plan.power.generator?.ratedWatts).toBe(16_000);
  expect(plan.hops.find(({ node }) => node === "mw1")?.plan).toMatchObject({
    frequencyGigahertz: 18,
    kilometres: 5.9,
  });
});
