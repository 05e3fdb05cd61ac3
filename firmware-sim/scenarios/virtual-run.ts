import type { SiteNode } from "../../inventory/model.ts";
import { Agenda } from "./agenda.ts";
import type { RunRecord } from "./run-record.ts";
import type { Truth } from "./truth.ts";
import { VirtualSite } from "./virtual-site.ts";
import { World } from "./world.ts";
import type { WorldPlan } from "./world-plan.ts";

/**
 * Plays a scenario as fast as the machine can, on a clock of its own. The same plan gives the same records, byte for
 * byte. `records` yields what reaches the platform in the order of arrival; `truth` is known when it has ended.
 */
export class VirtualRun {
  readonly #plan: WorldPlan;
  readonly #agenda: Agenda;
  readonly #world: World;
  #records: RunRecord[] = [];

  constructor(plan: WorldPlan) {
    const { scenario, topology, endsAtMs } = plan;
    this.#plan = plan;
    this.#agenda = new Agenda(scenario.start);
    this.#world = new World(plan, this.#agenda.clock);
    const sites = topology.inventory.sites.map(({ code }, index) => this.#siteOf(code, index));
    for (const site of sites) this.#world.add(site);
    for (const { link, startsAtMs, endsAtMs: mendedAtMs } of plan.linkCuts) {
      this.#agenda.at(startsAtMs, () => this.#world.cutLink(link, true));
      if (mendedAtMs < endsAtMs) this.#agenda.at(mendedAtMs, () => this.#world.cutLink(link, false));
    }
    for (const { atMs, sites: ended } of plan.reconnects)
      this.#agenda.at(atMs, () => {
        for (const site of sites) if (ended.includes(site.site)) site.endConnection();
      });
    for (const { site, node, startsAtMs, endsAtMs: endMs } of plan.nodeFailures) {
      this.#agenda.at(startsAtMs, () => this.#world.failNode(site, node, true));
      this.#agenda.at(endMs, () => this.#world.failNode(site, node, false));
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
    const { scenario, endsAtMs: toMs, deeds, windows } = this.#plan;
    const periodSeconds = scenario.period / 1000;
    return this.#world.truth({ fromMs: scenario.start, toMs, periodSeconds, speed: 1, deeds, windows });
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
        advanced: (site, samples) => this.#world.advanced(site, samples),
        connected: ({ site }) => this.#world.connected(site),
      },
    );
  }
}
