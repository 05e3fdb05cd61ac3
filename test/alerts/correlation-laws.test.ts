import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Alarm, Explanation } from "../../alerts/alarm.ts";
import { beginOf, defaultDetectionMs } from "../../alerts/correlation/begin.ts";
import { Correlator } from "../../alerts/correlation/correlator.ts";
import { correlationWindowMs, settleMs } from "../../alerts/correlation/limits.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { Topology } from "../../inventory/topology.ts";
import { type Broken, networks, reachableIn } from "../inventory/networks.ts";
import { alarmAt, nameOf, startMs, storyOf } from "./correlation-stand.ts";

/** What fails, once: a link, the router of a site, the power of a site until it goes dark, or a whole site unsaid. */
const faultKinds = ["link", "router", "power", "silence"] as const;

interface Fault {
  readonly kind: (typeof faultKinds)[number];
  readonly pick: number;
  readonly atSeconds: number;
}

const fault = (seconds: readonly number[]): fc.Arbitrary<Fault> =>
  fc.record({
    kind: fc.constantFrom(...faultKinds),
    pick: fc.nat(1_000),
    atSeconds: fc.constantFrom(...seconds),
  });

/** Delays within which the default rules notice things, drawn from a list that is gone round. */
class Delays {
  readonly #draws: readonly number[];
  #next = 0;

  constructor(draws: readonly number[]) {
    this.#draws = draws;
  }

  between(least: number, most: number): number {
    this.#next += 1;
    return least + ((this.#draws[this.#next % this.#draws.length] ?? 0) % (most - least + 1));
  }
}

const draws = fc.array(fc.nat(10_000), { minLength: 7, maxLength: 23 });

const nodesOf = (inventory: Inventory, site: string): readonly string[] =>
  inventory.nodesOf(site).map(({ code }) => `${site}/${code}`);

/** The site or link that a fault is at. */
const placeOf = (inventory: Inventory, { kind, pick }: Fault): string =>
  kind === "link"
    ? (inventory.links[pick % inventory.links.length]?.code ?? "")
    : (inventory.sites[pick % inventory.sites.length]?.code ?? "");

const brokenBy = (inventory: Inventory, faults: readonly Fault[]): Broken => {
  const links = faults.filter(({ kind }) => kind === "link").map((each) => placeOf(inventory, each));
  const nodes = faults.flatMap((each) => {
    if (each.kind === "link") return [];
    const site = placeOf(inventory, each);
    return each.kind === "router" ? [`${site}/rtr`] : nodesOf(inventory, site);
  });
  return { links: new Set(links), nodes: new Set(nodes) };
};

/** A link seen from its ends: an end that still reaches the core reports it once the other end does not answer. */
const linkAlarms = (
  inventory: Inventory,
  now: { readonly broken: Broken; readonly reached: ReadonlySet<string>; readonly atSeconds: number },
  delays: Delays,
): readonly Alarm[] =>
  inventory.links.flatMap(({ code, from, to }) => {
    const ends = [from, to].map(({ site, node }) => `${site}/${node}`);
    const isDown = now.broken.links.has(code) || ends.some((end) => now.broken.nodes.has(end));
    if (!isDown) return [];
    return ends
      .filter((end) => now.reached.has(end))
      .map((end) =>
        // Its code tells the links of one router apart.
        alarmAt("link-down", end, now.atSeconds + delays.between(30, 90), { qualifier: code }),
      );
  });

/** The alarms that faults raise, each at its time, on top of those that stand already. */
const alarmsOf = (inventory: Inventory, faults: readonly Fault[], delays: Delays): readonly Alarm[] => {
  const alarms = new Map<string, Alarm>();
  const add = (alarm: Alarm): void => {
    if (!alarms.has(alarm.id)) alarms.set(alarm.id, alarm);
  };
  const ordered = faults.toSorted((one, other) => one.atSeconds - other.atSeconds);
  for (const [index, each] of ordered.entries()) {
    const { kind, atSeconds } = each;
    const place = placeOf(inventory, each);
    const before = reachableIn(inventory, brokenBy(inventory, ordered.slice(0, index)));
    const broken = brokenBy(inventory, ordered.slice(0, index + 1));
    const reached = reachableIn(inventory, broken);
    if (kind !== "link" && !before.has(place)) continue;
    if (kind === "router") add(alarmAt("node-down", `${place}/rtr`, atSeconds + delays.between(30, 90)));
    if (kind === "power") {
      add(alarmAt("feed-lost", `${place}/pwr`, atSeconds - 7_200));
      add(alarmAt("feed-weak", `${place}/pwr`, atSeconds - 3_600));
    }
    for (const alarm of linkAlarms(inventory, { broken, reached, atSeconds }, delays)) add(alarm);
    for (const { code } of inventory.sites) {
      if (!before.has(code) || reached.has(code)) continue;
      const silentAt = atSeconds + delays.between(10, 180);
      add(alarmAt("unreachable", `${code}/ctl`, silentAt, { qualifier: `${code}-ctl` }));
    }
  }
  return [...alarms.values()];
};

/** Without `together` no two faults come at the same time. */
const stories = (seconds: readonly number[], most: number, together = true) =>
  fc
    .record({
      inventory: networks,
      faults: together
        ? fc.array(fault(seconds), { minLength: 1, maxLength: most })
        : fc.uniqueArray(fault(seconds), {
            selector: ({ atSeconds }) => atSeconds,
            minLength: 1,
            maxLength: most,
          }),
      draws,
    })
    .map(({ inventory, faults, draws: list }) => ({
      inventory,
      faults,
      alarms: alarmsOf(inventory, faults, new Delays(list)),
    }));

/** Times a good while apart, and some at once. */
const times = [0, 1, 4, 3_600, 7_200, 90_000];
const laterMs = startMs + 100_000_000;

const explain = (inventory: Inventory, alarms: readonly Alarm[]): ReadonlyMap<string, Explanation> =>
  new Correlator(new Topology(inventory)).explain(alarms, laterMs);

const rootsOf = (
  alarms: readonly Alarm[],
  explanations: ReadonlyMap<string, Explanation>,
): readonly string[] => alarms.filter(({ id }) => !explanations.has(id)).map(nameOf);

const freeze = (value: unknown): void => {
  if (typeof value !== "object" || value === null) return;
  Object.freeze(value);
  for (const each of Object.values(value)) freeze(each);
};

test("laws 1 and 4: alarms are left as they are; each symptom has one active root that is none itself, and a reason", () => {
  fc.assert(
    fc.property(stories(times, 5), ({ inventory, alarms }) => {
      freeze(alarms);
      const explanations = explain(inventory, alarms);
      const active = new Map<string, Alarm>(alarms.map((alarm) => [alarm.id, alarm]));
      for (const [symptom, { alarm, confidence, reason }] of explanations) {
        expect(active.has(symptom) && active.has(alarm)).toBe(true);
        for (const words of [reason.vi, reason.en]) expect(words).toContain(active.get(alarm)?.site);
        expect(explanations.has(alarm)).toBe(false);
        expect(confidence).toBeGreaterThan(0);
        expect(confidence).toBeLessThanOrEqual(1);
        expect(reason.vi).not.toBe("");
        expect(reason.en).not.toMatch(/undefined|null|\/\/|^\s*$/);
      }
    }),
    { numRuns: 300 },
  );
});

test("law 2: nothing is claimed by what certainly began after it, however the alarms fell in time", () => {
  const scattered = fc.record({
    story: stories(times, 5),
    shifts: fc.array(fc.integer({ min: -4_000, max: 4_000 }), { minLength: 5, maxLength: 11 }),
  });
  fc.assert(
    fc.property(scattered, ({ story: { inventory, alarms }, shifts }) => {
      const moved = alarms.map((alarm, index) => {
        const eventAtMs = alarm.lastRaised.eventAtMs + (shifts[index % shifts.length] ?? 0) * 1_000;
        return { ...alarm, lastRaised: { ...alarm.lastRaised, eventAtMs } };
      });
      const byId = new Map<string, Alarm>(moved.map((alarm) => [alarm.id, alarm]));
      for (const [symptom, { alarm }] of explain(inventory, moved)) {
        const [own, root] = [byId.get(symptom), byId.get(alarm)];
        if (own === undefined || root === undefined) expect.fail("names an alarm that is not active");
        const { latestMs } = beginOf(own, defaultDetectionMs);
        const { earliestMs } = beginOf(root, defaultDetectionMs);
        expect(latestMs).toBeGreaterThanOrEqual(earliestMs - correlationWindowMs);
      }
    }),
    { numRuns: 300 },
  );
});

test("law 3: when a root clears, its symptoms are explained by another at once, or settle and then stand alone", () => {
  fc.assert(
    fc.property(stories(times, 3), fc.nat(1_000), ({ inventory, alarms }, pick) => {
      const correlator = new Correlator(new Topology(inventory));
      const before = correlator.explain(alarms, laterMs);
      const roots = [...new Set([...before.values()].map(({ alarm }) => alarm))];
      const cleared = roots[pick % Math.max(1, roots.length)];
      const standing = alarms.filter(({ id }) => id !== cleared);
      const fresh = explain(inventory, standing);
      const settling = correlator.explain(standing, laterMs + 1_000);
      for (const { id } of standing) {
        const found = fresh.get(id);
        const now = settling.get(id);
        // When the former root follows from this one now, this one is the root and has nothing to settle for.
        const former = before.get(id)?.alarm;
        const turned = former !== undefined && fresh.get(former)?.alarm === id;
        expect(now !== undefined).toBe(found !== undefined || (former !== undefined && !turned));
        // What follows from an alarm that is settling itself keeps the root that both had.
        const through = found === undefined ? undefined : settling.get(found.alarm);
        if (found !== undefined && through === undefined) expect(now).toEqual(found);
        if (found !== undefined && through !== undefined) {
          expect(now).toMatchObject({ alarm: through.alarm, confidence: found.confidence });
          expect(now?.reason.en).toBe(`${found.reason.en}, since ${through.reason.en}`);
        }
        if (now !== undefined) expect(settling.has(now.alarm)).toBe(false);
      }
      expect(correlator.explain(standing, laterMs + 1_000 + settleMs)).toEqual(fresh);
    }),
    { numRuns: 200 },
  );
});

describe("law 5", () => {
  test("the order in which alarms come in changes nothing", () => {
    const shuffled = stories(times, 5).chain((story) =>
      fc
        .shuffledSubarray([...story.alarms], { minLength: story.alarms.length })
        .map((other) => ({ ...story, other })),
    );
    fc.assert(
      fc.property(shuffled, ({ inventory, alarms, other }) => {
        expect(explain(inventory, other)).toEqual(explain(inventory, alarms));
      }),
      { numRuns: 200 },
    );
  });

  test("messages that arrive within one window in another order tell the same story", () => {
    const late = fc.array(fc.integer({ min: 0, max: correlationWindowMs }), { minLength: 5, maxLength: 13 });
    // What has no clock of its own is dated by its arrival, so another order is another set of times.
    const arriving = (alarms: readonly Alarm[], delaysMs: readonly number[]): readonly Alarm[] =>
      alarms.map((alarm, index) => {
        const eventAtMs = startMs + (delaysMs[index % delaysMs.length] ?? 0);
        return { ...alarm, lastRaised: { ...alarm.lastRaised, eventAtMs } };
      });
    fc.assert(
      fc.property(stories([0], 4), late, late, ({ inventory, alarms }, one, other) => {
        const told = explain(inventory, arriving(alarms, one));
        expect(explain(inventory, arriving(alarms, other))).toEqual(told);
      }),
      { numRuns: 300 },
    );
  });
});

describe("law 6", () => {
  test("one failed element gives one root, however many sites go dark", () => {
    fc.assert(
      fc.property(stories([0], 1), ({ inventory, alarms }) => {
        const roots = rootsOf(alarms, explain(inventory, alarms));
        expect(roots.length).toBeLessThanOrEqual(1);
        expect(roots.length).toBe(Math.min(1, alarms.length));
      }),
      { numRuns: 1_000 },
    );
  });

  test("the root is at the failed element", () => {
    fc.assert(
      fc.property(stories([0], 1), ({ inventory, faults, alarms }) => {
        const [root] = rootsOf(alarms, explain(inventory, alarms));
        const [only] = faults;
        if (root === undefined || only === undefined) return;
        const place = placeOf(inventory, only);
        const ends = only.kind === "link" ? [inventory.link(place)] : inventory.linksOfSite(place);
        const near = ends.flatMap((link) => (link === null ? [] : [link.from.site, link.to.site]));
        const site = root.split(" ")[1]?.split("/")[0];
        if (only.kind === "router" || only.kind === "power") expect(site).toBe(place);
        else expect([place, ...near]).toContain(site);
      }),
      { numRuns: 500 },
    );
  });

  test("failures an hour apart keep as many roots as there are elements whose failure was seen", () => {
    fc.assert(
      fc.property(stories([0, 3_600, 7_200, 10_800], 4, false), ({ inventory, faults, alarms }) => {
        const roots = rootsOf(alarms, explain(inventory, alarms));
        expect(roots.length).toBeLessThanOrEqual(faults.length);
      }),
      { numRuns: 500 },
    );
  });
});

test("a site without a path by what alarms say is explained, one that has a path is not claimed for lack of one", () => {
  fc.assert(
    fc.property(stories([0, 3_600, 7_200], 3), ({ inventory, faults, alarms }) => {
      const explanations = explain(inventory, alarms);
      const all = reachableIn(inventory, brokenBy(inventory, faults));
      for (const { id, meaning, site } of alarms) {
        if (meaning !== "unreachable") continue;
        const reason = explanations.get(id)?.reason.en ?? "";
        if (reason.startsWith("no path")) expect(all.has(site)).toBe(false);
      }
      const cut = faults.filter(({ kind }) => kind === "link");
      if (cut.length < faults.length) return;
      for (const alarm of alarms) {
        if (alarm.meaning === "unreachable")
          expect([nameOf(alarm), explanations.has(alarm.id)]).toEqual([nameOf(alarm), true]);
      }
      expect(storyOf(alarms, explanations)).toBeDefined();
    }),
    { numRuns: 300 },
  );
});
