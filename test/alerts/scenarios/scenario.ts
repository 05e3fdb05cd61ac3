import { between, pick, type Random, seededRandom } from "../../../firmware-sim/random.ts";
import type { SiteCode } from "../../../telemetry/identifiers.ts";
import { type Arrival, Devices } from "./devices.ts";
import { blinkAt, type Draw, type Fault, faultKinds, type Root, smallFault } from "./fault.ts";
import { drawProvince, type Province } from "./province.ts";

/** A province, what goes wrong in it, and what has to be named. */
export interface Scenario {
  readonly seed: string;
  readonly kind: ScenarioKind;
  readonly province: Province;
  readonly roots: readonly Root[];
  /** When everything is mended, and when the scenario is over; ms since 1970 UTC. */
  readonly mendedMs: number;
  readonly endMs: number;
  /** What the platform gets, in order; once. */
  readonly arrivals: () => Iterable<Arrival>;
}

/** What goes wrong: one of the faults, or two that have nothing to do with each other. */
export type ScenarioKind = keyof typeof faultKinds | "two-faults";

/** True for the name of a kind. */
export const isScenarioKind = (name: string): name is ScenarioKind => name in minutesOf;

const startMs = Date.UTC(2026, 2, 1);
const minuteMs = 60_000;
const quietMs = 5 * minuteMs;
const settleMs = 20 * minuteMs;
/** Devices that report a change with their next period only. */
const lazyShare = 0.1;

/** Kinds that are drawn; others are played by name. */
const kinds: readonly ScenarioKind[] = [
  "hub-loses-mains",
  "hop-down",
  "ring-cut-twice",
  "router-dead",
  "silent-hub",
  "hub-dark",
  "single",
  "two-faults",
];

const minutesOf: Readonly<Record<ScenarioKind, readonly [least: number, most: number]>> = {
  "hub-loses-mains": [30, 100],
  "hop-down": [10, 25],
  "ring-cut-twice": [15, 30],
  "router-dead": [10, 25],
  "silent-hub": [10, 25],
  "hub-dark": [10, 25],
  single: [30, 60],
  "battery-dead": [10, 25],
  "battery-dead-behind-cut": [15, 30],
  "two-faults": [30, 60],
};

/** Two faults of the same hour, each out of the other's way. */
const pairs = ["hop-down", "single", "silent-hub", "hub-dark"] as const;

const drawFaults = (kind: ScenarioKind, draw: Draw): readonly Fault[] => {
  if (kind !== "two-faults") return [faultKinds[kind](draw)];
  const first = faultKinds[pick(draw.random, pairs)](draw);
  const taken = new Set(first.roots.flatMap(({ affected }) => [...affected]));
  const later = { ...draw, taken, startMs: draw.startMs + between(draw.random, 0, 5 * minuteMs) };
  return [first, faultKinds.single(later)];
};

/** Alarms of their own, and what is over before it is an alarm, at sites that nothing else affects. */
const drawNoise = (draw: Draw, main: readonly Fault[]): readonly Fault[] => {
  const { random, province } = draw;
  const taken = new Set(main.flatMap(({ roots }) => roots.flatMap(({ affected }) => [...affected])));
  const noise: Fault[] = [];
  const sites = (): readonly SiteCode[] =>
    province.inventory.sites
      .map(({ code }) => code)
      .filter((code) => code !== province.core && !taken.has(code));
  const wanted = Math.floor(random() * 6);
  for (let count = 0; count < wanted && sites().length > 0; count++) {
    const make = random() < 0.5 ? smallFault : blinkAt;
    const fault = make({ ...draw, taken }, sites());
    noise.push(fault);
    for (const { affected } of fault.roots) for (const site of affected) taken.add(site);
    // Two blinks of one site that follow each other closely would be a loss that is to be told.
    for (const site of fault.promptSites ?? []) taken.add(site);
  }
  return noise;
};

/** A draw may hit a province that has no place for the fault: then the next province of the same seed is taken. */
const drawAll = (kind: ScenarioKind, random: Random) => {
  for (let tries = 0; tries < 50; tries++) {
    const province = drawProvince(random);
    const begunMs = startMs + quietMs + between(random, 0, minuteMs);
    const mendedMs = begunMs + between(random, ...minutesOf[kind]) * minuteMs;
    const draw: Draw = { province, random, startMs: begunMs, endMs: mendedMs, taken: new Set() };
    try {
      const main = drawFaults(kind, draw);
      return { province, mendedMs, faults: [...main, ...drawNoise(draw, main)] };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  throw new Error(`BUG: no province has a place for ${kind}`);
};

/** The scenario of a seed: always the same one. With a kind it is of that kind, in a province of the same seed. */
export const drawScenario = (seed: string, wanted?: ScenarioKind): Scenario => {
  const random = seededRandom(`scenario ${seed}`);
  const drawn = pick(random, kinds);
  const kind = wanted ?? drawn;
  const { province, mendedMs, faults } = drawAll(kind, random);
  const endMs = mendedMs + settleMs;
  const changes = faults.flatMap((fault) => fault.changes);
  const promptSites = new Set(faults.flatMap((fault) => fault.promptSites ?? []));
  return {
    seed,
    kind,
    province,
    roots: faults.flatMap((fault) => fault.roots),
    mendedMs,
    endMs,
    arrivals: () =>
      new Devices(province.inventory, seededRandom(`devices ${seed}`), {
        startMs,
        changes,
        lazyShare,
        promptSites,
      }).arrivals(endMs),
  };
};
