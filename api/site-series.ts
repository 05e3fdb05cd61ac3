import type { Series, SeriesCatalog } from "../telemetry/series-catalog.ts";

const none: readonly Series[] = [];

/** Series of each site, kept up with the catalog whenever somebody asks. */
export class SiteSeries {
  readonly #catalog: SeriesCatalog;
  readonly #bySite = new Map<string, Series[]>();
  #indexed = 0;

  constructor(catalog: SeriesCatalog) {
    this.#catalog = catalog;
  }

  /** All series of a site, in the order in which they were first seen. */
  of(site: string): readonly Series[] {
    for (; this.#indexed < this.#catalog.size; this.#indexed++) {
      const series = this.#catalog.at(this.#indexed);
      if (series) this.#enter(series);
    }
    return this.#bySite.get(site) ?? none;
  }

  #enter(series: Series): void {
    const own = this.#bySite.get(series.site);
    if (own) own.push(series);
    else this.#bySite.set(series.site, [series]);
  }
}
