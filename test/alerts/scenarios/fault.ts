import { between, pick, type Random } from "../../../firmware-sim/random.ts";
import type { Link } from "../../../inventory/model.ts";
import type { NodeCode, SiteCode } from "../../../telemetry/identifiers.ts";
import { controller, type Province, power, router } from "./province.ts";
import { type Change, World } from "./world.ts";

/** The truth about one failed element. */
export interface Root {
  readonly name: string;
  readonly startMs: number;
  /** Alarms that name it, `site/node/type`: the two ends of a hop name it equally well. */
  readonly accepted: ReadonlySet<string>;
  /** Sites whose alarms it may explain. */
  readonly affected: ReadonlySet<SiteCode>;
}

/** A fault: what breaks and is mended, and what of it has to be named. */
export interface Fault {
  readonly changes: readonly Change[];
  readonly roots: readonly Root[];
  /** Sites whose devices have to tell of it at once: one that reports later would never be heard, or say nonsense. */
  readonly promptSites?: readonly SiteCode[];
}

/** Where and when a fault is drawn. */
export interface Draw {
  readonly province: Province;
  readonly random: Random;
  /** When it begins and when it is mended, ms since 1970 UTC. */
  readonly startMs: number;
  readonly endMs: number;
  /** Sites that other faults affect: nothing else happens there. */
  readonly taken: ReadonlySet<SiteCode>;
}

/** Sites that are not heard under these changes, those at the other ends of their links, and the named ones. */
const affectedBy = (
  { inventory }: Province,
  changes: readonly Change[],
  named: readonly SiteCode[],
): ReadonlySet<SiteCode> => {
  const world = new World(inventory);
  for (const change of changes) world.apply(change);
  const lost = inventory.sites.map(({ code }) => code).filter((code) => !world.isHeard(code));
  const around = lost.flatMap((code) =>
    inventory.linksOfSite(code).flatMap(({ from, to }) => [from.site, to.site]),
  );
  return new Set([...lost, ...around, ...named]);
};

const onAndOff = (on: Change, off: Change): readonly Change[] => [on, off];

const cutOf = (link: Link, { startMs, endMs }: Draw, name: string): Fault => {
  const changes = onAndOff(
    { kind: "cut", link: link.code, isCut: true, atMs: startMs },
    { kind: "cut", link: link.code, isCut: false, atMs: endMs },
  );
  return { changes, roots: [{ name, startMs, accepted: endsOf(link), affected: new Set() }] };
};

const endsOf = ({ from, to }: Link): ReadonlySet<string> =>
  new Set([from, to].map(({ site, node }) => `${site}/${node}/link-down`));

/** The far ends of the site's links: they see that it does not answer. */
const linksTowards = ({ inventory }: Province, site: SiteCode, node: NodeCode | null): readonly string[] =>
  inventory
    .linksOfSite(site)
    .filter(({ from, to }) => node === null || (from.site === site ? from : to).node === node)
    .map(({ from, to }) => (from.site === site ? to : from))
    .map((end) => `${end.site}/${end.node}/link-down`);

const silenceOf = (site: SiteCode): string => `${site}/${controller}/connection-lost`;

const withAffected = ({ province, startMs }: Draw, fault: Fault, named: readonly SiteCode[]): Fault => {
  const begun = fault.changes.filter(({ atMs }) => atMs < Number.POSITIVE_INFINITY && atMs <= startMs);
  const affected = affectedBy(province, begun, named);
  return { ...fault, roots: fault.roots.map((root) => ({ ...root, affected })) };
};

/** Mains lost; with `runsOut` the battery ends before the mains comes back and the site goes dark. */
const mainsLost = (draw: Draw, site: SiteCode, runsOut: boolean): Fault => {
  const { province, random, startMs, endMs } = draw;
  const lastsMs = endMs - startMs;
  const batteryMs = runsOut ? lastsMs * between(random, 0.5, 0.8) : lastsMs * 4;
  const changes: Change[] = [
    { kind: "mains", site, lost: true, batteryMs, atMs: startMs },
    ...(runsOut ? [{ kind: "dark", site, isDark: true, atMs: startMs + batteryMs } as const] : []),
    { kind: "mains", site, lost: false, batteryMs, atMs: endMs },
    ...(runsOut ? [{ kind: "dark", site, isDark: false, atMs: endMs } as const] : []),
  ];
  const dark: Change = { kind: "dark", site, isDark: true, atMs: startMs };
  const affected = runsOut ? affectedBy(province, [dark], [site]) : new Set([site]);
  const accepted = new Set([`${site}/${power}/mains-lost`]);
  const name = runsOut ? "mains lost, battery runs out" : "mains lost";
  return { changes, roots: [{ name, startMs, accepted, affected }] };
};

const inFlames = (draw: Draw, site: SiteCode): Fault => {
  const { province, startMs, endMs } = draw;
  const changes = onAndOff(
    { kind: "dark", site, isDark: true, atMs: startMs },
    { kind: "dark", site, isDark: false, atMs: endMs },
  );
  const accepted = new Set([silenceOf(site), ...linksTowards(province, site, null)]);
  return withAffected(
    draw,
    { changes, roots: [{ name: "dark at once", startMs, accepted, affected: new Set() }] },
    [site],
  );
};

const deadNode = (draw: Draw, site: SiteCode, node: NodeCode): Fault => {
  const { province, startMs, endMs } = draw;
  const changes = onAndOff(
    { kind: "dead", site, node, isDead: true, atMs: startMs },
    { kind: "dead", site, node, isDead: false, atMs: endMs },
  );
  const names =
    node === controller
      ? [silenceOf(site)]
      : node === router
        ? [silenceOf(site), ...linksTowards(province, site, router)]
        : [`${site}/${node}/bts-down`];
  const name =
    node === controller ? "silent controller" : node === router ? "router dead" : "base station down";
  const root: Root = { name, startMs, accepted: new Set(names), affected: new Set() };
  return withAffected(draw, { changes, roots: [root] }, [site]);
};

const dampOrOpen = ({ random, startMs, endMs }: Draw, site: SiteCode): Fault => {
  const [metric, value, type] = pick(random, [
    ["door.open", 1, "door-open"],
    ["room.humidity", 84, "room-humidity-high"],
  ] as const);
  const changes = onAndOff(
    { kind: "value", site, node: controller, metric, value, atMs: startMs },
    { kind: "value", site, node: controller, metric, value: null, atMs: endMs },
  );
  const accepted = new Set([`${site}/${controller}/${type}`]);
  return { changes, roots: [{ name: type, startMs, accepted, affected: new Set([site]) }] };
};

const blink = ({ random, startMs }: Draw, site: SiteCode): Fault => {
  const atMs = startMs + between(random, 0, 120_000);
  const mendedMs = atMs + between(random, 2_000, 20_000);
  const metric = { kind: "value", site, node: power, metric: "mains.present" } as const;
  return {
    changes: onAndOff({ ...metric, value: 0, atMs }, { ...metric, value: null, atMs: mendedMs }),
    roots: [],
    // A lazy device that samples a blink would say for a whole period that mains is lost: it can't know better.
    promptSites: [site],
  };
};

const free = ({ province, taken }: Draw, sites: readonly SiteCode[]): readonly SiteCode[] =>
  sites.filter((site) => site !== province.core && !taken.has(site));

const carriers = ({ province: { parents, ring, core } }: Draw): readonly SiteCode[] => {
  const carrying = new Set([...parents.values()].map(({ site }) => site));
  return [...carrying, ...ring].filter((site) => site !== core);
};

const hopsBehind = ({ province, taken }: Draw): readonly Link[] =>
  [...province.parents]
    .filter(([site, parent]) => !taken.has(site) && !taken.has(parent.site))
    .map(([, { hop }]) => hop);

const hopDown = (draw: Draw): Fault => {
  const link = pick(draw.random, hopsBehind(draw));
  return withAffected(draw, cutOf(link, draw, "hop down"), [link.from.site, link.to.site]);
};

/** Two cuts of the ring that share no router: the sites between them are lost with the second one. */
const ringCutTwice = (draw: Draw): Fault => {
  const { province, random, startMs, endMs } = draw;
  const fibres = province.inventory.links.filter(({ kind }) => kind === "fibre");
  const place = Math.floor(random() * fibres.length);
  const apart = 2 + Math.floor(random() * (fibres.length - 3));
  const [one, other] = [fibres[place], fibres[(place + apart) % fibres.length]];
  if (one === undefined || other === undefined) throw new Error("BUG: a ring without fibres");
  const secondMs = startMs + between(random, 120_000, (endMs - startMs) / 2);
  const first = cutOf(one, draw, "first cut of the ring");
  const second = cutOf(other, { ...draw, startMs: secondMs }, "second cut of the ring");
  const both = [...first.changes, ...second.changes].filter(({ atMs }) => atMs < endMs);
  // What lies between them is lost by both: each of them is a true reason, once the second one is there.
  const ends = [one, other].flatMap(({ from, to }) => [from.site, to.site]);
  const affected = affectedBy(province, both, ends);
  return {
    changes: [...first.changes, ...second.changes],
    roots: [...first.roots, ...second.roots].map((root) => ({ ...root, affected })),
  };
};

const leaves = ({ province: { parents } }: Draw): readonly SiteCode[] => {
  const carrying = new Set([...parents.values()].map(({ site }) => site));
  return [...parents.keys()].filter((site) => !carrying.has(site));
};

const single = (draw: Draw): Fault => {
  const { random, province } = draw;
  const site = pick(random, free(draw, leaves(draw)));
  const stations = province.inventory.nodesOf(site).filter(({ kind }) => kind === "bts");
  return pick(random, [
    () => mainsLost(draw, site, false),
    () => mainsLost(draw, site, true),
    () => inFlames(draw, site),
    () => deadNode(draw, site, controller),
    () => deadNode(draw, site, pick(random, stations).code),
  ])();
};

/** Mains lost and a battery that gives nothing: dark seconds later, without a word of a low battery. */
const batteryDead = (draw: Draw, site: SiteCode): Fault => {
  const { province, random, startMs, endMs } = draw;
  const batteryMs = 10 * 3_600_000;
  const darkMs = startMs + between(random, 3_000, 20_000);
  const changes: readonly Change[] = [
    { kind: "mains", site, lost: true, batteryMs, atMs: startMs },
    { kind: "dark", site, isDark: true, atMs: darkMs },
    { kind: "mains", site, lost: false, batteryMs, atMs: endMs },
    { kind: "dark", site, isDark: false, atMs: endMs },
  ];
  const affected = affectedBy(province, [{ kind: "dark", site, isDark: true, atMs: darkMs }], [site]);
  const accepted = new Set([`${site}/${power}/mains-lost`]);
  const name = "mains lost, battery dead";
  return { changes, roots: [{ name, startMs, accepted, affected }], promptSites: [site] };
};

/** The same while a cut of the ring stands: what hangs on the ring between them is lost by both. */
const batteryDeadBehindCut = (draw: Draw): Fault => {
  const { province, random, startMs, endMs } = draw;
  const site = pick(random, free(draw, province.ring));
  const fibres = province.inventory.links.filter(
    ({ kind, from, to }) => kind === "fibre" && from.site !== site && to.site !== site,
  );
  const link = pick(random, fibres);
  const first = cutOf(link, draw, "cut of the ring");
  const laterMs = startMs + between(random, 40_000, (endMs - startMs) / 2);
  const second = batteryDead({ ...draw, startMs: laterMs }, site);
  const changes = [...first.changes, ...second.changes];
  const standing = changes.filter(({ atMs }) => atMs < endMs);
  const affected = affectedBy(province, standing, [link.from.site, link.to.site, site]);
  const roots = [...first.roots, ...second.roots].map((root) => ({ ...root, affected }));
  return { ...second, changes, roots };
};

/** What may go wrong in a scenario. */
export const faultKinds = {
  "hub-loses-mains": (draw) => mainsLost(draw, pick(draw.random, free(draw, carriers(draw))), true),
  "hop-down": hopDown,
  "ring-cut-twice": ringCutTwice,
  "router-dead": (draw) => deadNode(draw, pick(draw.random, free(draw, draw.province.ring)), router),
  "silent-hub": (draw) => deadNode(draw, pick(draw.random, free(draw, carriers(draw))), controller),
  "hub-dark": (draw) => inFlames(draw, pick(draw.random, free(draw, carriers(draw)))),
  single,
  "battery-dead": (draw) => batteryDead(draw, pick(draw.random, free(draw, carriers(draw)))),
  "battery-dead-behind-cut": batteryDeadBehindCut,
} as const satisfies Readonly<Record<string, (draw: Draw) => Fault>>;

/** Something small at a site of its own: an alarm that stands for itself. */
export const smallFault = (draw: Draw, sites: readonly SiteCode[]): Fault =>
  dampOrOpen(draw, pick(draw.random, free(draw, sites)));

/** Mains away for less than any delay: nothing to be told. */
export const blinkAt = (draw: Draw, sites: readonly SiteCode[]): Fault =>
  blink(draw, pick(draw.random, free(draw, sites)));
