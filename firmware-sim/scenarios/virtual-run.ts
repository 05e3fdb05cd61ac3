import type { SiteNode } from "../../inventory/model.ts";
import type { Sample } from "../controller/controller.ts";
import { Agenda } from "./agenda.ts";
import { lostNodeMinutes } from "./lost-minutes.ts";
import { Network } from "./network.ts";
import type { RunRecord } from "./run-record.ts";
import { SiteDischarges } from "./site-discharges.ts";
import { type Truth, TruthKeeper } from "./truth.ts";
import { VirtualSite } from "./virtual-site.ts";
import type { WorldPlan } from "./world-plan.ts";

/**
 * Plays a scenario as fast as the machine can, on a clock of its own. The same plan gives the same records, byte for
 * byte. `records` yields what reaches the platform in the order of arrival; `truth` is known when it has ended.
 */
export class VirtualRun {
  readonly #plan: WorldPlan;
  readonly #agenda: Agenda;
  readonly #network: Network;
  readonly #truth = new TruthKeeper();
  readonly #discharges = new SiteDischarges();
  readonly #sites = new Map<string, VirtualSite>();
  #records: RunRecord[] = [];

  constructor(plan: WorldPlan) {
    const { scenario, topology, endsAtMs } = plan;
    this.#plan = plan;
    this.#agenda = new Agenda(scenario.start);
    this.#network = new Network(topology);
    const { sites } = topology.inventory;
    for (const [index, { code }] of sites.entries()) this.#sites.set(code, this.#siteOf(code, index));
    for (const { link, startsAtMs, endsAtMs: mendedAtMs } of plan.linkCuts) {
      this.#agenda.at(startsAtMs, () => this.#cut(link, true));
      if (mendedAtMs < endsAtMs) this.#agenda.at(mendedAtMs, () => this.#cut(link, false));
    }
    for (const { atMs, sites: ended } of plan.reconnects)
      this.#agenda.at(atMs, () => {
        for (const site of ended) this.#sites.get(site)?.endConnection();
      });
    for (const { site, node, startsAtMs, endsAtMs: endMs } of plan.nodeFailures) {
      this.#agenda.at(startsAtMs, () =>
        this.#truth.down(site, node, {
          fromMs: startsAtMs,
          causeClass: "equipment",
          root: `${site}/${node}`,
        }),
      );
      this.#agenda.at(endMs, () => this.#truth.up(site, node, endMs));
    }
  }

  /** Plays on to the end. */
  *records(): Generator<RunRecord> {
    for (const _ of this.#agenda.until(this.#plan.endsAtMs)) {
      if (this.#records.length === 0) continue;
      yield* this.#records;
      this.#records = [];
    }
  }

  /** What really happened; once everything was played. */
  truth(): Truth {
    const { scenario, topology, endsAtMs, deeds } = this.#plan;
    const outages = this.#truth.finish(endsAtMs);
    return {
      scenario: scenario.name,
      seed: scenario.seed,
      fromMs: scenario.start,
      toMs: endsAtMs,
      periodSeconds: scenario.period / 1000,
      deeds,
      lostNodeMinutes: Object.fromEntries(lostNodeMinutes(outages, topology.inventory)),
      outages,
      sites: this.#discharges.all(),
    };
  }

  #siteOf(code: SiteNode["site"], index: number): VirtualSite {
    const { scenario, topology, behaviours } = this.#plan;
    const { inventory } = topology;
    return new VirtualSite(
      {
        site: code,
        nodes: inventory.nodesOf(code),
        periodMs: scenario.period,
        seed: scenario.seed,
        // Devices start one after the other over the first period, so that their reports stay spread.
        startAfterMs: Math.round((index * scenario.period) / inventory.sites.length),
        behaviours: behaviours.get(code) ?? [],
      },
      this.#agenda,
      {
        reaches: (record) => this.#records.push(record),
        advanced: (site, samples) => this.#advanced(site, samples),
        connected: ({ site }) => this.#truth.up(site, null, this.#agenda.clock()),
      },
    );
  }

  #cut(link: number, isCut: boolean): void {
    this.#network.cutLink(link, isCut);
    this.#settle();
  }

  /** What a site found out about itself changes the network, and that who reaches the core. */
  #advanced(site: VirtualSite, samples: readonly Sample[]): void {
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
    this.#discharges.follow(site.site, this.#agenda.clock(), { hasMains: site.hasMains, isPowered });
    this.#followStations(site);
    if (isNew || isPowered === this.#truth.isOut(site.site, "power")) this.#settle();
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
  #followStations(site: VirtualSite): void {
    const fromMs = this.#agenda.clock();
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

  #judge(site: VirtualSite, hasPath: boolean): void {
    const fromMs = this.#agenda.clock();
    if (!site.isPowered(site.controller)) {
      const root = `${site.site}/${site.controller}`;
      this.#truth.down(site.site, null, { fromMs, causeClass: "power", root });
    } else if (!hasPath) {
      const root = this.#network.rootOf(site.site);
      this.#truth.down(site.site, null, { fromMs, causeClass: "transmission", root });
    } else if (site.isConnected) this.#truth.up(site.site, null, fromMs);
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
