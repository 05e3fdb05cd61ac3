import { type NodeCode, type SeriesId, type SiteCode, seriesId } from "./identifiers.ts";
import { type Metric, metricNamed } from "./metrics.ts";

/** What a series id stands for. */
export interface Series {
  readonly id: SeriesId;
  readonly site: SiteCode;
  readonly node: NodeCode;
  /** Name as the device sent it. */
  readonly metricName: string;
  /** Its entry in the dictionary; null for a metric that the dictionary does not know. */
  readonly metric: Metric | null;
  readonly firstSeenAtMs: number;
}

/** All series known, by id and by name. Grows only; ids are dense from 0. */
export class SeriesCatalog {
  readonly #series: Series[] = [];
  readonly #byNode = new Map<string, Map<string, Series>>();

  get size(): number {
    return this.#series.length;
  }

  /** The series with this id; undefined when there is none. */
  at(id: number): Series | undefined {
    return this.#series[id];
  }

  /** The series of one node by metric name; undefined when the node has none yet. */
  ofNode(site: SiteCode, node: NodeCode): ReadonlyMap<string, Series> | undefined {
    return this.#byNode.get(`${site}/${node}`);
  }

  find(site: SiteCode, node: NodeCode, metricName: string): Series | undefined {
    return this.#byNode.get(`${site}/${node}`)?.get(metricName);
  }

  /** Adds a series under the next free id. */
  add(site: SiteCode, node: NodeCode, metricName: string, firstSeenAtMs: number): Series {
    const series: Series = {
      id: seriesId(this.#series.length),
      site,
      node,
      metricName,
      metric: metricNamed(metricName),
      firstSeenAtMs,
    };
    this.#series.push(series);
    const key = `${site}/${node}`;
    const ofNode = this.#byNode.get(key);
    if (ofNode) ofNode.set(metricName, series);
    else this.#byNode.set(key, new Map([[metricName, series]]));
    return series;
  }

  [Symbol.iterator](): Iterator<Series> {
    return this.#series[Symbol.iterator]();
  }
}
