import type { Clock } from "../../telemetry/clock.ts";
import type { SiteCode } from "../../telemetry/identifiers.ts";
import type { Behaviour } from "../behaviours/behaviour.ts";
import type { Sample } from "../controller/controller.ts";
import { actionsAt } from "../site-model.ts";
import { sameTime, type WorldTime } from "../world-time.ts";
import { lostNodeMinutes } from "./lost-minutes.ts";
import { Network } from "./network.ts";
import { SiteDischarges } from "./site-discharges.ts";
import { type Truth, TruthKeeper } from "./truth.ts";
import type { WorldPlan } from "./world-plan.ts";

/** A site as the world around it sees it, whatever carries its word. */
export interface WorldSite {
  readonly site: SiteCode;
  readonly controller: string;
  /** The power company is there. */
  readonly hasMains: boolean;
  /** Its controller has a connection to the platform. */
  readonly isConnected: boolean;
  /** True while the node gets power. */
  isPowered(node: string): boolean;
  /** True when the node's last reading says only that the other end is silent. */
  isDark(node: string): boolean;
  /** A path to the core is there or not. */
  setPath(hasPath: boolean): void;
  /** At these nodes nothing comes in from the other end. */
  setDark(nodes: ReadonlySet<string>): void;
}

/** True while nothing of this takes the power company away. */
export const hasMainsUnder = (behaviours: readonly Behaviour[], nowMs: number): boolean =>
  !actionsAt(behaviours, nowMs, () => 0.5).some(
    (action) => action.kind === "condition" && action.condition === "mains-lost",
  );

/** When a run was played: by the clock of the devices, and how much faster the world ran. */
export type Playing = Pick<Truth, "fromMs" | "toMs" | "periodSeconds" | "speed" | "deeds" | "windows">;

/**
 * What is between the sites: the network that carries their word, and the truth about who could communicate. Its clock
 * is the devices'.
 */
export class World {
  readonly #plan: WorldPlan;
  readonly #clock: Clock;
  readonly #time: WorldTime;
  readonly #network: Network;
  readonly #truth = new TruthKeeper();
  readonly #discharges = new SiteDischarges();
  readonly #sites = new Map<string, WorldSite>();
  readonly #powerless = new Set<string>();

  constructor(plan: WorldPlan, clock: Clock, time: WorldTime = sameTime) {
    this.#plan = plan;
    this.#time = time;
    this.#clock = clock;
    this.#network = new Network(plan.topology);
  }

  add(site: WorldSite): void {
    this.#sites.set(site.site, site);
  }

  cutLink(link: number, isCut: boolean): void {
    this.#network.cutLink(link, isCut);
    this.#settle();
  }

  /** A base station fails by itself, or works again. */
  failNode(site: string, node: string, fails: boolean): void {
    const fromMs = this.#clock();
    const root = `${site}/${node}`;
    if (fails) this.#truth.down(site, node, { fromMs, causeClass: "equipment", root });
    else this.#truth.up(site, node, fromMs);
  }

  /** The controller of a site has a connection. */
  connected(site: string): void {
    this.#truth.up(site, null, this.#clock());
  }

  /** What really happened; once everything was played. */
  truth(playing: Playing): Truth {
    const { scenario, topology } = this.#plan;
    const outages = this.#truth.finish(playing.toMs);
    const { deeds, windows, ...times } = playing;
    return {
      scenario: scenario.name,
      seed: scenario.seed,
      ...times,
      deeds,
      windows,
      lostNodeMinutes: Object.fromEntries(lostNodeMinutes(outages, topology.inventory)),
      outages,
      sites: this.#discharges.all(),
    };
  }

  /** What a site found out about itself changes the network, and that who reaches the core. */
  advanced(site: WorldSite, samples: readonly Sample[]): void {
    const { topology } = this.#plan;
    let isNew = false;
    for (const vertex of topology.nodesOf(topology.siteVertex(site.site))) {
      const code = topology.inventory.nodes[vertex]?.code ?? "";
      isNew = this.#network.setNode(vertex, site.isPowered(code)) || isNew;
    }
    for (const { node, values } of samples) {
      if (!site.isDark(node) && this.#fades(site.site, node, values["link.up"])) isNew = true;
    }
    const isPowered = site.isPowered(site.controller);
    this.#discharges.follow(site.site, this.#clock(), {
      hasMains: site.hasMains,
      isPowered: isPowered || this.#isInWork(site.site),
    });
    this.#followStations(site);
    if (isPowered === this.#powerless.has(site.site)) isNew = true;
    if (isPowered) this.#powerless.delete(site.site);
    else this.#powerless.add(site.site);
    if (isNew) this.#settle();
  }

  /** The air along a hop is what its radios say, unless the other end is silent or the hop is cut anyway. */
  #fades(site: string, node: string, isUp: number | boolean | string | undefined): boolean {
    const { topology } = this.#plan;
    if (isUp === undefined || topology.inventory.node(site, node)?.kind !== "microwave") return false;
    const vertex = topology.nodeVertex(site, node);
    const [link] = topology.linksAt(vertex);
    if (link === undefined || this.#network.isDark(link)) return false;
    return this.#network.setFaded(link, vertex, isUp === false);
  }

  /** A base station that has no power though its site has: its own feed failed. */
  #followStations(site: WorldSite): void {
    const fromMs = this.#clock();
    const { topology, nodeFailures } = this.#plan;
    for (const { code, kind } of topology.inventory.nodesOf(site.site)) {
      const fails = nodeFailures.some((each) => each.site === site.site && each.node === code);
      if (kind !== "bts" || fails) continue;
      const root = `${site.site}/${code}`;
      if (site.isPowered(code) || !site.isPowered(site.controller)) this.#truth.up(site.site, code, fromMs);
      else this.#truth.down(site.site, code, { fromMs, causeClass: "equipment", root });
    }
  }

  /** Tells every site whether it has a path, and what its radios and fibres see; keeps the truth. */
  #settle(): void {
    for (const site of this.#sites.values()) {
      const hasPath = this.#network.reaches(site.site);
      site.setPath(hasPath);
      site.setDark(this.#darkAt(site.site));
      this.#judge(site, hasPath);
    }
  }

  #judge(site: WorldSite, hasPath: boolean): void {
    const fromMs = this.#clock();
    if (!site.isPowered(site.controller)) {
      const root = `${site.site}/${site.controller}`;
      const causeClass = this.#isInWork(site.site) ? "planned" : "power";
      this.#truth.down(site.site, null, { fromMs, causeClass, root });
    } else if (!hasPath) {
      const root = this.#network.rootOf(site.site);
      const [rootSite = ""] = root?.split("/") ?? [];
      const causeClass = this.#isInWork(rootSite) ? "planned" : "transmission";
      this.#truth.down(site.site, null, { fromMs, causeClass, root });
    } else if (site.isConnected) this.#truth.up(site.site, null, fromMs);
  }

  /** The site has no power because people switched it off, as planned. */
  #isInWork(site: string): boolean {
    const worldMs = this.#time.worldMs(this.#clock());
    return this.#plan.windows.some(
      ({ fromMs, toMs, work }) => worldMs >= fromMs && worldMs < toMs && work.some((code) => code === site),
    );
  }

  #darkAt(site: string): ReadonlySet<string> {
    const { topology } = this.#plan;
    const dark = new Set<string>();
    for (const vertex of topology.nodesOf(topology.siteVertex(site))) {
      const code = topology.inventory.nodes[vertex]?.code;
      if (code !== undefined && topology.linksAt(vertex).some((link) => this.#network.isDark(link)))
        dark.add(code);
    }
    return dark;
  }
}
