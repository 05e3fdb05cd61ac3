import { describe, expect, test } from "vitest";
import type { Alarm } from "../../alerts/alarm.ts";
import { Correlator } from "../../alerts/correlation/correlator.ts";
import { Topology } from "../../inventory/topology.ts";
import { type Hop, networkOf } from "../inventory/networks.ts";
import { alarmAt, nameOf, startMs, storyOf } from "./correlation-stand.ts";

/** A ring of six through the core, site 6 behind site 3; each router speaks of all of its links with one alarm. */
const ring: readonly Hop[] = [
  [0, 1],
  [1, 2],
  [2, 3],
  [3, 4],
  [4, 5],
  [5, 0],
  [3, 6],
];

const down = (site: number, atSeconds: number): Alarm => alarmAt("link-down", `S000${site}/rtr`, atSeconds);
const silent = (site: number, atSeconds: number): Alarm =>
  alarmAt("unreachable", `S000${site}/ctl`, atSeconds);

const told = (alarms: readonly Alarm[], hops: readonly Hop[] = ring) => {
  const sites = Math.max(...hops.flat()) + 1;
  const correlator = new Correlator(new Topology(networkOf(sites, hops, "router")));
  const explanations = correlator.explain(alarms, startMs + 600_000);
  return { story: storyOf(alarms, explanations), of: ({ id }: Alarm) => explanations.get(id) };
};

const by = (root: Alarm, ...symptoms: readonly Alarm[]): Record<string, string> =>
  Object.fromEntries(symptoms.map((symptom) => [nameOf(symptom), nameOf(root)]));

describe("alarms of routers that say not which link is down", () => {
  test("both neighbours of a dead site are one failure, before it is silent and after", () => {
    const [one, other] = [down(2, 30), down(4, 31)];
    const { story } = told([one, other]);
    expect(Object.keys(story)).toHaveLength(1);
    const root = story[nameOf(other)] === undefined ? other : one;
    const rest = root === one ? other : one;
    expect(story).toEqual(by(root, rest));
    const [dark, behind] = [silent(3, 70), silent(6, 60)];
    expect(told([one, other, dark, behind]).story).toEqual(by(root, rest, dark, behind));
  });

  test("of a ring of four, where either site between may have failed", () => {
    const four: readonly Hop[] = [
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 0],
    ];
    const [core, far] = [down(0, 48), down(2, 30)];
    expect(Object.keys(told([core, far], four).story)).toHaveLength(1);
  });

  test("one neighbour that speaks is enough when those behind the site fall silent", () => {
    const [seen, behind] = [down(2, 30), silent(6, 60)];
    expect(told([seen, behind]).story).toEqual(by(seen, behind));
  });

  test("a silent site and the one neighbour that saw its link go are one failure", () => {
    const hops = ring.slice(0, 6);
    const [seen, dark] = [down(2, 30), silent(3, 45)];
    const { story, of } = told([seen, dark], hops);
    expect(story).toEqual(by(seen, dark));
    expect(of(dark)?.reason.en).toBe("S0003 fell silent when hop S0002–S0003 went down");
  });

  test("a second cut of the ring is a root of its own, and the isolated part names both", () => {
    const first = [down(1, 30), down(2, 31)] as const;
    const second = down(5, 300);
    const isolated = [silent(2, 350), silent(3, 345), silent(4, 360), silent(6, 340)];
    const early = told([...first, second]).story;
    expect(early).toEqual(by(first[0], first[1]));
    const { story, of } = told([...first, second, ...isolated]);
    expect(story).toEqual({ ...early, ...by(second, ...isolated) });
    for (const each of isolated) {
      expect(of(each)?.reason.en).toMatch(/S0004–S0005.*S0001–S0002/);
    }
  });
});
