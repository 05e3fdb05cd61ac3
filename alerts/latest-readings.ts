import { presentValue } from "../telemetry/metrics.ts";
import type { ReadingColumns } from "../telemetry/reading-columns.ts";
import type { Series, SeriesCatalog } from "../telemetry/series-catalog.ts";
import type { Evidence } from "./alarm.ts";
import { evidenceAgeMsMax, evidenceMax } from "./limits.ts";

/** Newest reading of each series, in columns by series id. A `tsMs` of 0 means none yet. */
export class LatestReadings {
  readonly #catalog: SeriesCatalog;
  tsMs = new Float64Array(0);
  value = new Float64Array(0);

  constructor(catalog: SeriesCatalog) {
    this.#catalog = catalog;
  }

  /** Makes room for series ids below `capacity`. */
  reserve(capacity: number): void {
    const tsMs = new Float64Array(capacity);
    const value = new Float64Array(capacity);
    tsMs.set(this.tsMs);
    value.set(this.value);
    this.tsMs = tsMs;
    this.value = value;
  }

  /** Takes the newest readings that the journal has; room is reserved. */
  restore(latest: ReadingColumns): void {
    for (let row = 0; row < latest.length; row++) {
      const series = latest.series[row] ?? 0;
      this.tsMs[series] = latest.tsMs[row] ?? 0;
      this.value[series] = latest.value[row] ?? 0;
    }
  }

  /** The newest reading of a series; time 0 when there is none. */
  of(series: number): { readonly tsMs: number; readonly value: number } {
    return { tsMs: this.tsMs[series] ?? 0, value: this.value[series] ?? 0 };
  }

  /** What the node's series said last near an instant: the trigger first, then the newest. */
  evidence(trigger: Series, atMs: number): readonly Evidence[] {
    const related = this.#catalog.ofNode(trigger.site, trigger.node)?.values() ?? [];
    const rank = (series: Series): number =>
      series === trigger ? Number.POSITIVE_INFINITY : this.#tsOf(series);
    return this.#told([...related], rank, atMs);
  }

  /** What some series said last near an instant, the newest first. */
  evidenceFrom(related: readonly Series[], atMs: number): readonly Evidence[] {
    return this.#told(related, (series) => this.#tsOf(series), atMs);
  }

  #told(related: readonly Series[], rank: (series: Series) => number, atMs: number): readonly Evidence[] {
    return related
      .filter((series) => this.#tsOf(series) > 0 && Math.abs(this.#tsOf(series) - atMs) <= evidenceAgeMsMax)
      .sort((one, other) => rank(other) - rank(one) || (placeOf(one) < placeOf(other) ? -1 : 1))
      .slice(0, evidenceMax)
      .map((series) => ({
        metric: series.metricName,
        value: presentValue(series.metric, this.value[series.id] ?? 0),
        tsMs: this.#tsOf(series),
      }));
  }

  #tsOf(series: Series): number {
    return this.tsMs[series.id] ?? 0;
  }
}

const placeOf = ({ metricName, node }: Series): string => `${metricName} ${node}`;
