import { describe, expect, test } from "vitest";
import { Correlator } from "../../alerts/correlation/correlator.ts";
import { correlationWindowMs } from "../../alerts/correlation/limits.ts";
import { buildInventory } from "../../inventory/inventory.ts";
import { Topology } from "../../inventory/topology.ts";
import { deviceId, siteCode } from "../../telemetry/identifiers.ts";
import {
  alarmAt,
  explained,
  nameOf,
  province,
  provinceTopology,
  startMs,
  storyOf,
} from "./correlation-stand.ts";

const silent = (site: string, atSeconds: number) =>
  alarmAt("unreachable", `${site}/ctl`, atSeconds, { qualifier: `${site}-ctl` });

describe("law 2 to the second", () => {
  const windowSeconds = correlationWindowMs / 1_000;

  test("what began a window before its cause is claimed, what began earlier is not", () => {
    const correlator = new Correlator(provinceTopology, { detectionMs: () => 0 });
    const weak = alarmAt("feed-weak", "BPH0014/pwr", 0);
    const explainedAt = (atSeconds: number) =>
      correlator.explain([alarmAt("feed-lost", "BPH0014/pwr", atSeconds), weak], startMs).size;
    expect(explainedAt(windowSeconds)).toBe(1);
    const strict = new Correlator(provinceTopology, { detectionMs: () => 0 });
    const late = alarmAt("feed-lost", "BPH0014/pwr", windowSeconds + 1);
    expect(strict.explain([late, weak], startMs).size).toBe(0);
  });

  test("a chain of steps that each are in time does not reach a root that is not", () => {
    const mains = alarmAt("feed-lost", "BPH0014/pwr", 300);
    const dark = silent("BPH0014", 210);
    const child = silent("BPH0015", 30);
    expect(explained([mains, dark, child]).story).toEqual({ [nameOf(dark)]: nameOf(mains) });
  });

  test("sites that fell silent just before a cut are judged without it", () => {
    const before = silent("BPH0015", 0);
    const behind = silent("BPH0016", 2);
    const hop = alarmAt("link-down", "BPH0002/mw2", 100);
    expect(explained([before, behind, hop], 200).story).toEqual({ [nameOf(behind)]: nameOf(before) });
  });
});

test("an end that reports its own hop is alive: its low battery does not explain the hop", () => {
  const mains = alarmAt("feed-lost", "BPH0014/pwr", 0);
  const battery = alarmAt("feed-weak", "BPH0014/pwr", 3_600);
  const near = alarmAt("link-down", "BPH0002/mw2", 7_200);
  const far = alarmAt("link-down", "BPH0014/mw1", 7_200);
  expect(explained([mains, battery, near, far], 7_300).story).toEqual({
    [nameOf(battery)]: nameOf(mains),
    [nameOf(far)]: nameOf(near),
  });
});

test("alarms about a node without links, or one that nobody knows, go by the place where they are", () => {
  const hop = alarmAt("link-down", "BPH0014/mw2", 40);
  const controller = alarmAt("link-down", "BPH0015/ctl", 60);
  const unheard = alarmAt("node-down", "BPH0016/unheard-of", 60);
  expect(explained([hop, controller, unheard], 100).story).toEqual({
    [nameOf(controller)]: nameOf(hop),
    [nameOf(unheard)]: nameOf(hop),
  });
});

test("a site of which one device is still heard has not failed", () => {
  const second = { id: deviceId("BPH0014-second"), site: siteCode("BPH0014") };
  const devices = [...province.data.devices, second];
  const topology = new Topology(buildInventory({ ...province.data, devices }));
  const alarms = [silent("BPH0014", 170), silent("BPH0015", 150)];
  expect(storyOf(alarms, new Correlator(topology).explain(alarms, startMs + 200_000))).toEqual({});
  expect(Object.keys(explained(alarms, 200).story)).toHaveLength(1);
});

test("when cause and symptom change places, the new root has nothing to settle for", () => {
  const east = alarmAt("link-down", "BPH0008/agg1", 40, { qualifier: "ring-7" });
  const west = alarmAt("link-down", "BPH0003/agg1", 40, { qualifier: "ring-4" });
  const four = silent("BPH0004", 150);
  const seven = silent("BPH0007", 150);
  const correlator = new Correlator(provinceTopology);
  const alarms = [east, west, four, seven];
  const first = correlator.explain([east, four, seven], startMs + 200_000);
  expect(storyOf(alarms, first)).toEqual({ [nameOf(seven)]: nameOf(four) });
  const second = correlator.explain([west, four, seven], startMs + 201_000);
  expect(storyOf(alarms, second)).toEqual({ [nameOf(four)]: nameOf(seven) });
});

describe("bad signals", () => {
  const badSignal = { number: 3, name: "degradedSignal" } as const;
  const low = alarmAt("local", "BPH0014/mw1", 60, { type: "microwave-rsl-low", probableCause: badSignal });

  test("what tells of the signal at a node of which the link is down follows from that link", () => {
    const down = alarmAt("link-down", "BPH0014/mw1", 20);
    const { story, of } = explained([low, down]);
    expect(story).toEqual({ [nameOf(low)]: nameOf(down) });
    expect(of(low)?.reason.en).toBe("the link at BPH0014/mw1 is down");
  });

  test("where the link is up, at another node, or of another kind, an alarm stands for itself", () => {
    const elsewhere = alarmAt("link-down", "BPH0001/mw1", 20);
    expect(explained([low]).story).toEqual({});
    expect(explained([low, elsewhere]).story).toEqual({});
    const door = alarmAt("local", "BPH0014/mw1", 60);
    expect(explained([door, alarmAt("link-down", "BPH0014/mw1", 20)]).story).toEqual({});
  });

  test("a signal that was bad long before the link went is not claimed by it", () => {
    expect(explained([low, alarmAt("link-down", "BPH0014/mw1", 600)]).story).toEqual({});
  });
});
