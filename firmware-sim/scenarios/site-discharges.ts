/** The first blackout of a site for which its battery was not enough, else its first one; ms since 1970 UTC. */
export interface SiteDischarge {
  readonly mainsLostAtMs: number;
  /** The low-voltage disconnect; null when the battery held. */
  readonly disconnectedAtMs: number | null;
}

/** What is known of the power of a site at an instant. */
export interface SitePower {
  readonly hasMains: boolean;
  /** Its controller gets power, from wherever. */
  readonly isPowered: boolean;
}

/** Notes down how long the batteries of sites carried them. */
export class SiteDischarges {
  readonly #blackouts = new Map<string, number>();
  readonly #noted = new Map<string, SiteDischarge>();

  follow(site: string, atMs: number, { hasMains, isPowered }: SitePower): void {
    if (hasMains && isPowered) {
      this.#blackouts.delete(site);
      return;
    }
    const mainsLostAtMs = this.#blackouts.get(site) ?? atMs;
    if (!hasMains) this.#blackouts.set(site, mainsLostAtMs);
    const known = this.#noted.get(site);
    if (known?.disconnectedAtMs !== undefined && known.disconnectedAtMs !== null) return;
    if (!isPowered) this.#noted.set(site, { mainsLostAtMs, disconnectedAtMs: atMs });
    else if (known === undefined) this.#noted.set(site, { mainsLostAtMs, disconnectedAtMs: null });
  }

  /** By the code of the site, in its order. */
  all(): Readonly<Record<string, SiteDischarge>> {
    return Object.fromEntries([...this.#noted].sort(([one], [other]) => (one < other ? -1 : 1)));
  }
}
