import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { defaultDetectionMs } from "../../alerts/correlation/begin.ts";
import { Correlator } from "../../alerts/correlation/correlator.ts";
import {
  correlationWindowMs,
  failureTrustMs,
  lostFeedTrustMs,
  settleMs,
} from "../../alerts/correlation/limits.ts";
import { emptyInventory } from "../../inventory/inventory.ts";
import { Topology } from "../../inventory/topology.ts";
import { alarmAt, explained, nameOf, provinceTopology, startMs, storyOf } from "./correlation-stand.ts";

const hourSeconds = 3_600;

const silent = (site: string, atSeconds: number) =>
  alarmAt("unreachable", `${site}/ctl`, atSeconds, { qualifier: `${site}-ctl` });

describe("power", () => {
  test("mains lost, battery low, disconnect, node dark, children dark is one story with one root", () => {
    const mains = alarmAt("feed-lost", "BPH0014/pwr", 0);
    const symptoms = [
      alarmAt("feed-weak", "BPH0014/pwr", 2 * hourSeconds),
      alarmAt("feed-weak", "BPH0014/pwr", 3 * hourSeconds, { type: "dc-bus-voltage-low" }),
      alarmAt("node-down", "BPH0014/bts-vnp-4g", 4 * hourSeconds),
      alarmAt("link-down", "BPH0002/mw2", 4 * hourSeconds + 40),
      silent("BPH0014", 4 * hourSeconds + 150),
      silent("BPH0015", 4 * hourSeconds + 130),
      silent("BPH0016", 4 * hourSeconds + 180),
      silent("BPH0017", 4 * hourSeconds + 30),
      silent("BPH0018", 4 * hourSeconds + 170),
    ];
    const { story, of, correlator } = explained([mains, ...symptoms], 5 * hourSeconds);
    expect(story).toEqual(Object.fromEntries(symptoms.map((each) => [nameOf(each), nameOf(mains)])));
    const [weak, , down, hop, dark, child] = symptoms;
    expect(weak && of(weak)?.reason.en).toBe("the feed of BPH0014/pwr is lost");
    expect(down && of(down)?.reason.vi).toBe("BPH0014/pwr mất nguồn cấp");
    expect(hop && of(hop)?.reason.en).toBe("hop BPH0014–BPH0002 ends at BPH0014, which has no power");
    expect(dark && of(dark)?.reason.en).toBe("the feed of BPH0014/pwr is lost");
    expect(child && of(child)?.reason).toEqual({
      en: "no path to a core node: BPH0014 has no power",
      vi: "không còn đường tới nút lõi: BPH0014 mất điện",
    });
    expect(correlator.impactOf(mains, symptoms)).toMatchObject({ sites: 5 });
  });

  test("until the site itself is known to be silent, a low battery makes its lost hop a symptom", () => {
    const mains = alarmAt("feed-lost", "BPH0014/pwr", 0);
    const battery = alarmAt("feed-weak", "BPH0014/pwr", hourSeconds);
    const hop = alarmAt("link-down", "BPH0002/mw2", 2 * hourSeconds);
    const child = silent("BPH0015", 2 * hourSeconds);
    const { story } = explained([mains, battery, hop, child], 2 * hourSeconds);
    expect(story).toEqual({
      [nameOf(battery)]: nameOf(mains),
      [nameOf(hop)]: nameOf(mains),
      [nameOf(child)]: nameOf(mains),
    });
  });

  test("a site on battery that loses its path with twenty others lost it by the path", () => {
    const mains = alarmAt("feed-lost", "BPH0016/pwr", -1_800);
    const hop = alarmAt("link-down", "BPH0002/mw2", 40);
    const dark = ["BPH0014", "BPH0015", "BPH0016", "BPH0017"].map((site) => silent(site, 150));
    const { story } = explained([mains, hop, ...dark]);
    expect(story).toEqual(Object.fromEntries(dark.map((each) => [nameOf(each), nameOf(hop)])));
  });

  test("lost mains do not claim a base station that was down before", () => {
    const mains = alarmAt("feed-lost", "BPH0014/pwr", hourSeconds);
    const before = alarmAt("node-down", "BPH0014/bts-vnp-4g", 0);
    expect(explained([mains, before], 2 * hourSeconds).story).toEqual({});
  });

  test("a power node that is down takes along what it powers and what is behind", () => {
    const plant = alarmAt("node-down", "BPH0014/pwr", 0, { type: "plant-down" });
    const radio = alarmAt("node-down", "BPH0014/mw1", 20);
    const hop = alarmAt("link-down", "BPH0002/mw2", 40);
    const child = silent("BPH0015", 150);
    const { story, of } = explained([plant, radio, hop, child]);
    expect(story).toEqual({
      [nameOf(radio)]: nameOf(plant),
      [nameOf(hop)]: nameOf(plant),
      [nameOf(child)]: nameOf(plant),
    });
    expect(of(radio)?.reason.en).toBe("BPH0014/pwr, which powers it, is down");
    expect(of(child)?.reason.en).toContain("no path to a core node: BPH0014/pwr is down");
  });

  test("mains lost two days ago do not claim what a site suffers today", () => {
    const mains = alarmAt("feed-lost", "BPH0014/pwr", -lostFeedTrustMs / 1_000 - hourSeconds);
    const station = alarmAt("node-down", "BPH0014/bts-vnp-4g", 0);
    expect(explained([mains, station]).story).toEqual({});
    const still = alarmAt("feed-lost", "BPH0014/pwr", -lostFeedTrustMs / 1_000 + hourSeconds);
    expect(explained([still, station]).story).toEqual({ [nameOf(station)]: nameOf(still) });
  });

  test("a generator that fails while the mains are there takes nothing away; without mains they are the root", () => {
    const probableCause = { number: 111, name: "generatorFailure" } as const;
    const fault = alarmAt("feed-lost", "BPH0014/pwr", -hourSeconds, { type: "genset-fault", probableCause });
    const hot = alarmAt("feed-weak", "BPH0014/pwr", 600, { type: "room-temperature-high" });
    expect(explained([fault, hot]).story).toEqual({});
    const mains = alarmAt("feed-lost", "BPH0014/pwr", 0);
    const critical = { ...fault, severity: "critical" } as const;
    expect(explained([critical, mains, hot]).story).toEqual({ [nameOf(hot)]: nameOf(mains) });
    expect(explained([critical, hot]).story).toEqual({ [nameOf(hot)]: nameOf(fault) });
  });

  test("mains lost at many sites of one commune are as many roots", () => {
    const outages = ["BPH0009", "BPH0010", "BPH0011"].map((site) => alarmAt("feed-lost", `${site}/pwr`, 0));
    expect(explained(outages).story).toEqual({});
  });
});

describe("transmission", () => {
  test("a cut hop explains the alarm of its other end and everything without a path", () => {
    const near = alarmAt("link-down", "BPH0002/mw2", 40);
    const far = alarmAt("link-down", "BPH0014/mw1", 42);
    const station = alarmAt("node-down", "BPH0015/bts-vnp-4g", 60);
    const dark = ["BPH0014", "BPH0015", "BPH0016", "BPH0017", "BPH0018"].map((site) => silent(site, 150));
    const { story, of, correlator } = explained([far, ...dark, station, near]);
    expect(story).toEqual(
      Object.fromEntries([far, station, ...dark].map((each) => [nameOf(each), nameOf(near)])),
    );
    expect(of(far)?.reason.en).toBe("the other end of hop BPH0014–BPH0002 says the same");
    expect(dark.map((each) => of(each)?.reason)).toEqual(
      dark.map(() => ({
        en: "no path to a core node: hop BPH0014–BPH0002 is down",
        vi: "không còn đường tới nút lõi: tuyến vi ba BPH0014–BPH0002 đứt",
      })),
    );
    expect(dark.every((each) => (of(each)?.confidence ?? 0) > 0.9)).toBe(true);
    expect(correlator.impactOf(near, []).sites).toBe(5);
  });

  test("silence noticed before the cut was reported still follows from it", () => {
    const hop = alarmAt("link-down", "BPH0002/mw2", 90);
    const quick = silent("BPH0014", 10);
    expect(explained([hop, quick]).story).toEqual({ [nameOf(quick)]: nameOf(hop) });
  });

  test("law 2: a site that fell silent an hour before the cut stands on its own, and keeps what is behind it", () => {
    const before = silent("BPH0015", 0);
    const behind = silent("BPH0016", 10);
    const hop = alarmAt("link-down", "BPH0002/mw2", hourSeconds);
    const { story } = explained([before, behind, hop], 2 * hourSeconds);
    expect(story).toEqual({ [nameOf(behind)]: nameOf(before) });
  });

  test("a ring that is cut once takes nothing along", () => {
    const cut = alarmAt("link-down", "BPH0004/agg1", 40);
    const other = alarmAt("link-down", "BPH0007/agg1", 42);
    const { story, correlator } = explained([cut, other]);
    expect(story).toEqual({ [nameOf(other)]: nameOf(cut) });
    expect(correlator.impactOf(cut, [other]).sites).toBe(0);
  });

  test("a ring cut twice: the second cut explains what is cut off, the reason names both", () => {
    const first = [alarmAt("link-down", "BPH0003/agg1", 0), alarmAt("link-down", "BPH0004/agg1", 2)];
    const second = [
      alarmAt("link-down", "BPH0008/agg1", hourSeconds),
      alarmAt("link-down", "BPH0002/agg1", hourSeconds + 3),
    ];
    const dark = ["BPH0002", "BPH0004", "BPH0007", "BPH0014"].map((site) => silent(site, hourSeconds + 120));
    const { story, of } = explained([...dark, ...second, ...first], 2 * hourSeconds);
    const names = [...first, ...second].map(nameOf);
    expect(story).toEqual({
      [String(names[1])]: names[0],
      [String(names[3])]: names[2],
      ...Object.fromEntries(dark.map((each) => [nameOf(each), names[2]])),
    });
    const [one] = dark;
    expect(one && of(one)?.reason.en).toBe(
      "no path to a core node: fibre BPH0002–BPH0008 is down and fibre BPH0003–BPH0004 is down",
    );
  });

  test("a transit node that is down explains the hops that end at it and everything behind", () => {
    const node = alarmAt("node-down", "BPH0014/mw1", 30);
    const hop = alarmAt("link-down", "BPH0002/mw2", 20);
    const dark = ["BPH0014", "BPH0015", "BPH0017"].map((site) => silent(site, 150));
    const { story, of } = explained([hop, node, ...dark]);
    expect(story).toEqual(Object.fromEntries([hop, ...dark].map((each) => [nameOf(each), nameOf(node)])));
    expect(of(hop)?.reason.en).toBe("hop BPH0014–BPH0002 ends at BPH0014/mw1, which is down");
  });

  test("an alarm of a node with several links speaks of the one that it names", () => {
    const cut = alarmAt("link-down", "BPH0003/agg1", 0, { labels: { link: "ring-4" } });
    const other = alarmAt("link-down", "BPH0008/agg1", 0, { qualifier: "ring-7" });
    const dark = ["BPH0002", "BPH0004", "BPH0007"].map((site) => silent(site, 120));
    const { story } = explained([cut, other, ...dark]);
    expect(Object.keys(story)).toEqual(expect.arrayContaining(dark.map(nameOf)));
  });

  test("two failures at once in different places keep two roots", () => {
    const west = alarmAt("link-down", "BPH0004/mw2", 40);
    const east = alarmAt("link-down", "BPH0008/mw2", 41);
    const dark = [
      silent("BPH0023", 150),
      silent("BPH0024", 151),
      silent("BPH0036", 150),
      silent("BPH0040", 149),
    ];
    const { story } = explained([west, east, ...dark]);
    expect(story).toEqual({
      "connection-lost BPH0023/ctl": nameOf(west),
      "connection-lost BPH0024/ctl": nameOf(west),
      "connection-lost BPH0036/ctl": nameOf(east),
      "connection-lost BPH0040/ctl": nameOf(east),
    });
  });

  test("both neighbours of a ring site lose it at once: one story", () => {
    const one = alarmAt("link-down", "BPH0007/agg1", 40);
    const other = alarmAt("link-down", "BPH0008/agg1", 80);
    const dark = ["BPH0002", "BPH0013", "BPH0014"].map((site) => silent(site, 150));
    const { story, of } = explained([one, other, ...dark]);
    const [root, second] = story[nameOf(one)] === undefined ? [one, other] : [other, one];
    expect(story).toEqual(Object.fromEntries([second, ...dark].map((each) => [nameOf(each), nameOf(root)])));
    expect(of(second)?.reason.en).toContain("every way to BPH0002 ended together");
  });
});

describe("silence without a failed element", () => {
  test("the silent hub nearest to the core explains the silent sites behind it, with less confidence", () => {
    const hub = silent("BPH0014", 170);
    const dark = [
      silent("BPH0015", 150),
      silent("BPH0016", 40),
      silent("BPH0017", 182),
      silent("BPH0018", 120),
    ];
    const { story, of, correlator } = explained([...dark, hub], 200);
    expect(story).toEqual(Object.fromEntries(dark.map((each) => [nameOf(each), nameOf(hub)])));
    const [child] = dark;
    expect(child && of(child)).toMatchObject({
      confidence: 0.6,
      reason: { en: "no path to a core node: BPH0014 is silent" },
    });
    expect(correlator.impactOf(hub, dark).sites).toBe(5);
  });

  test("a silent controller with everything behind it still heard does not hide what fails there later", () => {
    const hub = silent("BPH0014", 0);
    const later = silent("BPH0017", 24 * hourSeconds);
    expect(explained([hub, later], 24 * hourSeconds).story).toEqual({});
  });

  test("while the silence is young, it is trusted, and the correlator says until when", () => {
    const hub = silent("BPH0014", 0);
    const { correlator } = explained([hub], 10);
    expect(correlator.nextDueMs()).toBe(startMs + failureTrustMs + 1);
    expect(explained([hub], 24 * hourSeconds).correlator.nextDueMs()).toBe(Number.POSITIVE_INFINITY);
  });

  test("two devices of one site are one story", () => {
    const one = alarmAt("unreachable", "BPH0014/ctl", 0, { qualifier: "a" });
    const other = alarmAt("unreachable", "BPH0014/ctl", 60, { qualifier: "b" });
    expect(explained([one, other]).explanations.size).toBe(1);
  });
});

describe("law 3: when the cause clears", () => {
  const hop = alarmAt("link-down", "BPH0002/mw2", 40);
  const dark = silent("BPH0014", 150);
  const clearedAtMs = startMs + 600_000;

  const correlatedCut = () => {
    const correlator = new Correlator(provinceTopology);
    correlator.explain([hop, dark], startMs + 200_000);
    return correlator;
  };

  test("a symptom settles first, then stands on its own", () => {
    const correlator = correlatedCut();
    const kept = correlator.explain([dark], clearedAtMs);
    expect(kept.get(dark.id)?.alarm).toBe(hop.id);
    expect(correlator.nextDueMs()).toBe(clearedAtMs + settleMs);
    expect(correlator.explain([dark], clearedAtMs + settleMs - 1).size).toBe(1);
    expect(correlator.explain([dark], clearedAtMs + settleMs).size).toBe(0);
    expect(correlator.explain([dark], clearedAtMs + settleMs + 1).size).toBe(0);
  });

  test("another failure explains it at once", () => {
    const mains = alarmAt("feed-lost", "BPH0014/pwr", 30);
    const next = correlatedCut().explain([mains, dark], clearedAtMs);
    expect(storyOf([mains, dark], next)).toEqual({ [nameOf(dark)]: nameOf(mains) });
  });

  test("a new occurrence is not settled: it is another story", () => {
    const again = { ...dark, occurrenceCount: 2 };
    expect(correlatedCut().explain([again], clearedAtMs).size).toBe(0);
  });

  test("after a restart, and with a changed network, it goes on settling", () => {
    const cause = correlatedCut()
      .explain([hop, dark], startMs + 200_000)
      .get(dark.id);
    const restarted = new Correlator(provinceTopology);
    expect(restarted.explain([{ ...dark, cause: cause ?? null }], clearedAtMs).size).toBe(1);
    const moved = correlatedCut().withTopology(new Topology(emptyInventory));
    expect(moved.explain([dark], clearedAtMs).get(dark.id)?.alarm).toBe(hop.id);
    expect(moved.explain([dark], clearedAtMs + settleMs).size).toBe(0);
  });
});

describe("impact", () => {
  test("counts sites, nodes by operator, hamlets and people in the graph, with the alarms or without", () => {
    const hop = alarmAt("link-down", "BPH0002/mw2", 40);
    const { correlator } = explained([hop], 60);
    const impact = correlator.impactOf(hop, []);
    expect(impact.sites).toBe(5);
    const sites = ["BPH0014", "BPH0015", "BPH0016", "BPH0017", "BPH0018"];
    const nodes = sites.flatMap((site) => provinceTopology.inventory.nodesOf(site));
    for (const operator of [null, "VTL", "VNP", "MBF"]) {
      const expected = nodes.filter((node) => node.operator === operator).length;
      expect([operator, impact.nodesByOperator[operator ?? ""] ?? 0]).toEqual([operator, expected]);
    }
    const hamlets = sites.flatMap((site) => provinceTopology.inventory.site(site)?.hamlets ?? []);
    expect(impact.hamlets).toBe(hamlets.length);
    expect(impact.population).toBe(hamlets.reduce((sum, { population }) => sum + population, 0));
  });

  test("a base station that is down is one node of its operator and no site", () => {
    const station = alarmAt("node-down", "BPH0014/bts-vnp-4g", 0);
    expect(explained([station]).correlator.impactOf(station, [])).toEqual({
      sites: 0,
      nodesByOperator: { VNP: 1 },
      hamlets: 0,
      population: 0,
    });
  });

  test("lost mains are one site without its feed, whose nodes still work", () => {
    const mains = alarmAt("feed-lost", "BPH0014/pwr", 0);
    expect(explained([mains]).correlator.impactOf(mains, [])).toMatchObject({
      sites: 1,
      nodesByOperator: {},
    });
  });
});

test("alarms of places that the inventory does not know stand on their own and harm nobody", () => {
  const strange = [
    silent("NOWHERE", 0),
    alarmAt("link-down", "NOWHERE/mw1", 0),
    alarmAt("node-down", "BPH0014/unheard-of", 0),
    alarmAt("local", "BPH0014/cab", 0),
  ];
  expect(explained(strange).story).toEqual({});
  const empty = new Correlator(new Topology(emptyInventory));
  expect(empty.explain(strange, startMs).size).toBe(0);
  const mains = alarmAt("feed-lost", "NOWHERE/pwr", 0);
  const battery = alarmAt("feed-weak", "NOWHERE/pwr", 60);
  expect(storyOf([mains, battery], empty.explain([mains, battery], startMs))).toEqual({
    [nameOf(battery)]: nameOf(mains),
  });
});

test("cleared alarms neither explain nor are explained", () => {
  const hop = { ...alarmAt("link-down", "BPH0002/mw2", 40), isCleared: true };
  expect(explained([hop, silent("BPH0014", 150)]).story).toEqual({});
});

test("the page names the detection times and limits that are in force", () => {
  const page = readFileSync(new URL("../../docs/spec/correlation.md", import.meta.url), "utf8");
  const shown = Object.fromEntries(
    [...page.matchAll(/^\| `([a-z-]+)` \| (\d+) s \|$/gm)].map(([, name = "", seconds = ""]) => [
      name,
      seconds,
    ]),
  );
  const meanings = ["feed-lost", "feed-weak", "node-down", "link-down", "unreachable"] as const;
  expect(shown).toEqual(
    Object.fromEntries(
      meanings.map((each) => [each, String(defaultDetectionMs(alarmAt(each, "BPH0014/pwr", 0)) / 1_000)]),
    ),
  );
  expect(page).toContain(`${correlationWindowMs / 1_000} s (\`correlationWindowMs\`)`);
  expect(page).toContain(`${settleMs / 1_000} s (\`settleMs\`)`);
  expect(page).toContain(`${failureTrustMs / 60_000} minutes old (\`failureTrustMs\`)`);
  expect(page).toContain(`${lostFeedTrustMs / 3_600_000} hours (\`lostFeedTrustMs\`)`);
});
