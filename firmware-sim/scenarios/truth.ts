import type { SiteDischarge } from "./site-discharges.ts";
import type { Deed, PlannedWindow } from "./world-plan.ts";

/** Why a node could not communicate: the classes of the operators' own reports. */
export type TrueClass = "power" | "transmission" | "equipment" | "planned";

/** A time in which a site (`node` null) or a node could not communicate; ms since 1970 UTC. */
export interface TrueOutage {
  readonly site: string;
  readonly node: string | null;
  readonly fromMs: number;
  readonly toMs: number;
  readonly causeClass: TrueClass;
  /** The node without power or the link that was to blame. */
  readonly root: string | null;
}

/** What really happened in a run. Instants are of the devices' clock, which is the world's unless it ran faster. */
export interface Truth {
  readonly scenario: string;
  readonly seed: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly periodSeconds: number;
  /** How much faster than the devices' clock the world ran, from the start of the scenario at `fromMs`. */
  readonly speed: number;
  readonly deeds: readonly Deed[];
  /** Maintenance windows that the platform is to know. */
  readonly windows: readonly PlannedWindow[];
  readonly outages: readonly TrueOutage[];
  readonly sites: Readonly<Record<string, SiteDischarge>>;
  /** Minutes that nodes were out, summed over all nodes of the inventory. */
  readonly lostNodeMinutes: Readonly<Record<string, number>>;
}

interface Standing {
  readonly fromMs: number;
  readonly causeClass: TrueClass;
  readonly root: string | null;
}

/** Notes down who could not communicate, when and why, as the world knows it. */
export class TruthKeeper {
  readonly #standing = new Map<string, Standing>();
  readonly #outages: TrueOutage[] = [];

  /** A site or a node is out from now on, or out for another reason than before. */
  down(site: string, node: string | null, now: Standing): void {
    const key = `${site}/${node ?? ""}`;
    const before = this.#standing.get(key);
    if (before?.causeClass === now.causeClass) return;
    if (before !== undefined) this.#note(site, node, { ...before, toMs: now.fromMs });
    this.#standing.set(key, now);
  }

  /** A site or a node communicates again. */
  up(site: string, node: string | null, atMs: number): void {
    const key = `${site}/${node ?? ""}`;
    const before = this.#standing.get(key);
    if (before === undefined) return;
    this.#standing.delete(key);
    this.#note(site, node, { ...before, toMs: atMs });
  }

  #note(
    site: string,
    node: string | null,
    { fromMs, toMs, causeClass, root }: Standing & { readonly toMs: number },
  ): void {
    if (toMs > fromMs) this.#outages.push({ site, node, fromMs, toMs, causeClass, root });
  }

  /** The run is over: what is out still counts to here. */
  finish(toMs: number): readonly TrueOutage[] {
    for (const key of [...this.#standing.keys()]) {
      const [site = "", node = ""] = key.split("/");
      this.up(site, node === "" ? null : node, toMs);
    }
    return this.#outages;
  }
}
