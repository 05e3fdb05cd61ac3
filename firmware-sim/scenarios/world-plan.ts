import type { Inventory } from "../../inventory/inventory.ts";
import type { Link } from "../../inventory/model.ts";
import { Topology } from "../../inventory/topology.ts";
import type { SiteCode } from "../../telemetry/identifiers.ts";
import { type Behaviour, type BehaviourAction, type Span, steady } from "../behaviours/behaviour.ts";
import { sensorChatter } from "../behaviours/sensor-chatter.ts";
import { between, type Random, seededRandom } from "../random.ts";
import { controllerCode } from "../simulated-node.ts";
import { chooseSites, sitesBehind } from "./choose-sites.ts";
import { sensorFault, transportFault } from "./device-faults.ts";
import { type ScenarioFault, sitesText } from "./fault-words.ts";
import type { PlacedEvent } from "./load-scenario.ts";
import { mainsTrouble } from "./mains-trouble.ts";
import type { Scenario, ScenarioEvent } from "./scenario.ts";
import type { Instant, Sites } from "./words.ts";

/** A link that is cut for a while, whatever its ends do. */
export interface LinkCut extends Span {
  /** Its place in the inventory. */
  readonly link: number;
}

/** What was done to the world, for the record of the truth. */
export interface Deed extends Span {
  readonly kind: string;
  /** Codes of sites, paths of nodes or codes of links that it was done to. */
  readonly to: readonly string[];
}

/** A maintenance window, and the sites that are in it, as a change request lists those that it affects. */
export interface PlannedWindow {
  readonly fromMs: number;
  readonly toMs: number;
  /** Where people work. */
  readonly work: readonly SiteCode[];
  /** These, and those that lose their way to the core meanwhile. */
  readonly sites: readonly SiteCode[];
}

/** A scenario as it happens to the sites and links of one inventory. */
export interface WorldPlan {
  readonly scenario: Scenario;
  readonly topology: Topology;
  readonly endsAtMs: number;
  readonly behaviours: ReadonlyMap<SiteCode, readonly Behaviour[]>;
  readonly linkCuts: readonly LinkCut[];
  readonly reconnects: readonly { readonly atMs: number; readonly sites: readonly SiteCode[] }[];
  /** Nodes that fail by themselves: no power and no path is to blame. */
  readonly nodeFailures: readonly (Span & { readonly site: string; readonly node: string })[];
  readonly deeds: readonly Deed[];
  readonly windows: readonly PlannedWindow[];
}

/** The plan, or everything in the scenario that the inventory does not have. */
export type PlannedWorld =
  | { readonly ok: true; readonly plan: WorldPlan }
  | { readonly ok: false; readonly faults: readonly ScenarioFault[] };

const dayMs = 86_400_000;
/** Indochina time is UTC+7 all year. */
const zoneMs = 7 * 3_600_000;

/** The first such instant that is not before the start. */
const instantAfter = (startMs: number, at: Instant): number => {
  if (at.kind === "after") return startMs + at.afterMs;
  const midnightMs = Math.floor((startMs + zoneMs) / dayMs) * dayMs - zoneMs;
  const sameDayMs = midnightMs + at.minuteOfDay * 60_000;
  return sameDayMs >= startMs ? sameDayMs : sameDayMs + dayMs;
};

/** Around planned work: people come early, and devices boot and connect afterwards. */
const windowMarginMs = 15 * 60_000;

const everywhere: Sites = { count: null, of: { kind: "all" } };

/** What each kind of event at a site is to its physics. */
const siteAction = {
  "generator-fails": { kind: "condition", condition: "generator-start-fails" },
  "generator-brought": { kind: "condition", condition: "generator-brought" },
  "fuel-theft": { kind: "condition", condition: "fuel-stolen" },
  "battery-theft": { kind: "condition", condition: "battery-stolen" },
  "cooling-fails": { kind: "condition", condition: "cooling-failed" },
  "door-open": { kind: "condition", condition: "door-open" },
  "half-open": { kind: "half-open" },
  "time-server-lost": { kind: "time-lost" },
} as const;

/** Collects what the events of a scenario do to an inventory. */
class Planner {
  readonly #scenario: Scenario;
  readonly #topology: Topology;
  readonly #random: Random;
  readonly faults: ScenarioFault[] = [];
  readonly behaviours = new Map<SiteCode, Behaviour[]>();
  readonly linkCuts: LinkCut[] = [];
  readonly reconnects: WorldPlan["reconnects"][number][] = [];
  readonly nodeFailures: WorldPlan["nodeFailures"][number][] = [];
  readonly deeds: Deed[] = [];
  readonly windows: PlannedWindow[] = [];
  #place = "";

  constructor(scenario: Scenario, topology: Topology) {
    this.#scenario = scenario;
    this.#topology = topology;
    this.#random = seededRandom(`${scenario.seed}/events`);
  }

  follow(event: ScenarioEvent, index: number): void {
    this.#place = `events[${index}].${event.kind}`;
    const startsAtMs = instantAfter(this.#scenario.start, event.at);
    this.#demandWithin(startsAtMs, index);
    const span: Span = { startsAtMs, endsAtMs: startsAtMs + ("for" in event ? event.for : 0) };
    const to = this.#carryOut(event, span);
    this.deeds.push({ kind: event.kind, ...span, to });
  }

  #demandWithin(startsAtMs: number, index: number): void {
    const { start, duration } = this.#scenario;
    if (startsAtMs < start + duration) return;
    const instant = new Date(startsAtMs + zoneMs).toISOString().slice(0, 16);
    const message = `is ${instant}+07:00, which is after the end of the scenario`;
    const fix = "give an earlier time, or a longer duration to the scenario";
    this.faults.push({ path: `events[${index}].at`, value: null, message, fix });
  }

  #carryOut(event: ScenarioEvent, span: Span): readonly string[] {
    switch (event.kind) {
      case "storm":
        return this.#storm(this.#sites(event.sites), span, event.rain);
      case "mains-out":
        return this.#mainsOut(this.#sites(event.sites), span, event.within ?? 0);
      case "mains-trouble":
        return this.#mainsTrouble(this.#sites(event.sites), span, event.cutsAYear);
      case "hop-fades":
        return this.#hop(event.link, span, event.rain);
      case "fibre-cut":
        return event.node === undefined
          ? this.#cut([this.#link(event.link ?? "")], span)
          : this.#cut(this.#linksAt(event.node), span);
      case "heat":
        return this.#atSites(event.sites, span, { kind: "ambient", warmerCelsius: event.celsius });
      case "sensor-chatter":
        return this.#node(event.node, ({ node }) => sensorChatter(span, { ...event, node }));
      case "planned-work":
        return this.#plannedWork(this.#sites(event.sites), span, event.margin ?? windowMarginMs);
      case "sensor-fault":
        return this.#node(event.node, ({ node }) => sensorFault(span, { ...event, node }));
      case "transport-fault":
        return this.#atSites(event.sites, span, transportFault(event));
      case "wrong-clock":
        return this.#atSites(event.sites, span, {
          kind: "clock-off",
          aheadMs: (event.ahead ?? 0) - (event.behind ?? 0),
        });
      case "node-fails":
        return this.#fail(event.node, span);
      case "operator-mistake":
        return this.#node(event.node, ({ node }) =>
          steady("operator-mistake", span, { kind: "feed-lost", node }),
        );
      case "reconnect-all": {
        const sites = this.#sites(event.sites ?? everywhere);
        this.reconnects.push({ atMs: span.startsAtMs, sites });
        return sites;
      }
      default:
        return this.#atSites(event.sites, span, siteAction[event.kind]);
    }
  }

  #fault(key: string, value: unknown, message: string, fix: string): void {
    this.#faultAt(key, JSON.stringify(value), { message, fix });
  }

  #faultAt(key: string, value: string, said: Pick<ScenarioFault, "message" | "fix">): void {
    this.faults.push({ path: `${this.#place}.${key}`, value, ...said });
  }

  #sites(sites: Sites): readonly SiteCode[] {
    const chosen = chooseSites(sites, this.#topology, this.#random);
    if ("codes" in chosen) return chosen.codes;
    const fix = "name sites or communes that the inventory has";
    this.#faultAt("sites", sitesText(sites), { message: chosen.wrong, fix });
    return [];
  }

  #behave(site: SiteCode, behaviour: Behaviour): void {
    const known = this.behaviours.get(site);
    if (known === undefined) this.behaviours.set(site, [behaviour]);
    else known.push(behaviour);
  }

  #atSites(sites: Sites, span: Span, action: BehaviourAction): readonly string[] {
    const codes = this.#sites(sites);
    for (const code of codes) this.#behave(code, steady(this.#place, span, action));
    return codes;
  }

  #mainsOut(codes: readonly SiteCode[], span: Span, withinMs: number): readonly string[] {
    for (const code of codes) {
      const startsAtMs = span.startsAtMs + Math.round(between(this.#random, 0, withinMs));
      const endsAtMs = Math.max(startsAtMs, span.endsAtMs);
      const action: BehaviourAction = { kind: "condition", condition: "mains-lost" };
      this.#behave(code, steady("mains-out", { startsAtMs, endsAtMs }, action));
    }
    return codes;
  }

  #mainsTrouble(codes: readonly SiteCode[], span: Span, cutsAYear: number | undefined): readonly string[] {
    const seed = `${this.#scenario.seed}/${this.#place}`;
    for (const code of codes)
      for (const behaviour of mainsTrouble(span, cutsAYear, `${seed}/${code}`)) this.#behave(code, behaviour);
    return codes;
  }

  #plannedWork(codes: readonly SiteCode[], span: Span, marginMs: number): readonly string[] {
    const { inventory } = this.#topology;
    for (const code of codes) {
      const nodes = inventory.nodesOf(code);
      const all = new Set([controllerCode(nodes), ...nodes.map((node) => node.code)]);
      for (const node of all) this.#behave(code, steady("planned-work", span, { kind: "feed-lost", node }));
    }
    const [fromMs, toMs] = [span.startsAtMs - marginMs, span.endsAtMs + marginMs];
    const sites = new Set(codes.flatMap((code) => [code, ...sitesBehind(this.#topology, code)]));
    this.windows.push({ fromMs, toMs, work: codes, sites: [...sites] });
    return codes;
  }

  #link(code: string): number {
    const place = this.#topology.inventory.links.findIndex((link) => link.code === code);
    if (place < 0) this.#fault("link", code, "is no link of the inventory", "use the code of a link");
    return place;
  }

  #linksAt({ site, node }: { readonly site: string; readonly node: string }): readonly number[] {
    const vertex = this.#topology.nodeVertex(site, node);
    const links = vertex < 0 ? [] : this.#topology.linksAt(vertex);
    if (links.length === 0)
      this.#fault("node", `${site}/${node}`, "ends no link", "name a node at which links end");
    return links;
  }

  #cut(links: readonly number[], span: Span): readonly string[] {
    for (const link of links) this.linkCuts.push({ link, ...span });
    return links.map((place) => this.#topology.inventory.links[place]?.code ?? "");
  }

  #hop(code: string, span: Span, millimetresAnHour: number | undefined): readonly string[] {
    const place = this.#link(code);
    const link = this.#topology.inventory.links[place];
    if (link === undefined) return [];
    if (millimetresAnHour === undefined) return this.#cut([place], span);
    this.#rainOn(link, span, millimetresAnHour);
    return [code];
  }

  #rainOn({ from, to }: Link, span: Span, millimetresAnHour: number): void {
    for (const { site, node } of [from, to])
      this.#behave(site, steady("rain", span, { kind: "rain", node, millimetresAnHour }));
  }

  #storm(codes: readonly SiteCode[], span: Span, millimetresAnHour: number): readonly string[] {
    for (const link of this.#topology.inventory.links) {
      const isHit =
        link.kind === "microwave" && [link.from, link.to].some(({ site }) => codes.includes(site));
      if (isHit) this.#rainOn(link, span, millimetresAnHour);
    }
    return codes;
  }

  #node(
    path: { readonly site: string; readonly node: string },
    behaviourOf: (path: { readonly node: string }) => Behaviour,
  ): readonly string[] {
    const node = this.#topology.inventory.node(path.site, path.node);
    const name = `${path.site}/${path.node}`;
    if (node === null) this.#fault("node", name, "is no node of the inventory", "write SITE/NODE");
    else this.#behave(node.site, behaviourOf(path));
    return [name];
  }

  #fail(path: { readonly site: string; readonly node: string }, span: Span): readonly string[] {
    const kind = this.#topology.inventory.node(path.site, path.node)?.kind;
    if (kind !== undefined && kind !== "bts")
      this.#fault("node", `${path.site}/${path.node}`, `is a ${kind}`, "name a node of kind bts");
    this.nodeFailures.push({ ...path, ...span });
    return this.#node(path, ({ node }) => {
      const replace = { kind: "replace", node } as const;
      return {
        ...steady("node-fails", span, { ...replace, metric: "bts.up", value: false }),
        actions: () => [
          { ...replace, metric: "bts.up", value: false },
          { ...replace, metric: "cell.available", value: 0 },
        ],
      };
    });
  }
}

/** Says what a scenario does to the sites, nodes and links of an inventory. Its seed decides what is drawn. */
export const planWorld = (scenario: Scenario, inventory: Inventory): PlannedWorld => {
  const topology = new Topology(inventory);
  const planner = new Planner(scenario, topology);
  for (const [index, event] of scenario.events.entries()) planner.follow(event, index);
  if (planner.faults.length > 0) return { ok: false, faults: planner.faults };
  const { behaviours, linkCuts, reconnects, nodeFailures, deeds, windows } = planner;
  const endsAtMs = scenario.start + scenario.duration;
  return {
    ok: true,
    plan: { scenario, topology, endsAtMs, behaviours, linkCuts, reconnects, nodeFailures, deeds, windows },
  };
};

/** What the inventory does not have of what could be read of a file; when the scenario begins and ends is not asked. */
export const unplannable = (
  events: readonly PlacedEvent[],
  inventory: Inventory,
): readonly ScenarioFault[] => {
  const endless = {
    name: "",
    text: "",
    seed: "",
    start: 0,
    duration: Number.POSITIVE_INFINITY,
    period: 60_000,
  };
  const planner = new Planner({ ...endless, events: [] }, new Topology(inventory));
  for (const { event, index } of events) planner.follow(event, index);
  return planner.faults;
};
