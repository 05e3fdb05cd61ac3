import type { NodeCode, SiteCode } from "../telemetry/identifiers.ts";
import { isMetricName } from "../telemetry/metrics.ts";
import { type ReadingColumns, timeFromReceipt } from "../telemetry/reading-columns.ts";
import type { Series, SeriesCatalog } from "../telemetry/series-catalog.ts";
import type { IngestCounters } from "./counters.ts";
import type { ReadingSink } from "./dialects/dialect.ts";
import type { ExpectedForm, ExpectedForms } from "./dialects/expected-form.ts";
import type { NativeScan } from "./dialects/native-scan.ts";
import type { Gathering } from "./gathering.ts";
import type { IngestLimits } from "./limits.ts";
import type { NewestTimes } from "./newest.ts";
import type { Origin, Quarantine, Refusal } from "./quarantine.ts";
import { SeriesInlet } from "./series-inlet.ts";

/** What all inlets share. */
export interface InletParts {
  readonly catalog: SeriesCatalog;
  readonly newest: NewestTimes;
  readonly quarantine: Quarantine;
  readonly counters: IngestCounters;
  readonly limits: IngestLimits;
  /** Room to scan messages in, one at a time. */
  readonly scan: NativeScan;
  readonly forms: ExpectedForms;
}

/**
 * Takes the telemetry of one node: entries into rows of the gathering batch. One object a node, used again for
 * each of its messages, so that a message costs no objects of ours.
 */
export class NodeInlet implements ReadingSink {
  readonly site: SiteCode;
  readonly node: NodeCode;
  readonly entriesMax: number;
  readonly scan: NativeScan;
  readonly expected: ExpectedForm[] = [];
  readonly #parts: InletParts;
  readonly #byName = new Map<string, SeriesInlet>();
  /** Devices repeat their metrics in one order: the next one expected is nearly always the next one sent. */
  readonly #order: SeriesInlet[] = [];
  #expected = 0;
  #origin: Origin | null = null;
  #gathering: Gathering | null = null;
  #fresh: ReadingColumns | null = null;
  #receivedAtMs = 0;
  #tsMs = 0;
  #lagMs = 0;

  constructor(parts: InletParts, site: SiteCode, node: NodeCode) {
    this.#parts = parts;
    this.site = site;
    this.node = node;
    this.entriesMax = parts.limits.entriesPerMessageMax;
    this.scan = parts.scan;
    for (const series of parts.catalog.ofNode(site, node)?.values() ?? []) this.#admit(series);
  }

  /** Points the inlet at the message that its dialect reads next. */
  open(origin: Origin, gathering: Gathering): void {
    this.#origin = origin;
    this.#gathering = gathering;
    this.#fresh = gathering.fresh;
    this.#receivedAtMs = origin.receivedAtMs;
  }

  begin(ts: unknown): boolean {
    this.#expected = 0;
    if (ts === undefined) {
      this.#tsMs = this.#receivedAtMs;
      this.#lagMs = timeFromReceipt;
      return true;
    }
    if (typeof ts !== "number" || !Number.isInteger(ts)) {
      this.refuse({
        reason: "bad-time",
        detail: '"ts" must be a whole number of milliseconds since 1970 UTC',
      });
      return false;
    }
    const lagMs = this.#receivedAtMs - ts;
    const { readingAgeMsMax, readingAheadMsMax } = this.#parts.limits;
    if (lagMs > readingAgeMsMax || -lagMs > readingAheadMsMax) {
      this.refuse({
        reason: "time-out-of-window",
        detail: `"ts" ${ts} lies ${lagMs} ms behind the receive time; allowed are ${-readingAheadMsMax} to ${readingAgeMsMax}: set the device's clock`,
      });
      return false;
    }
    this.#tsMs = ts;
    this.#lagMs = lagMs;
    return true;
  }

  reading(metricName: string, value: unknown): void {
    const guess = this.#order[this.#expected];
    const series =
      guess !== undefined && guess.metricName === metricName ? guess : this.#find(metricName, value);
    if (series === null) return;
    this.#expected = series.place + 1;
    if (typeof value === "number" && value >= series.minimum && value <= series.maximum) {
      this.#append(series, value);
      return;
    }
    const stored = series.coerce(value);
    if (typeof stored === "number") this.#append(series, stored);
    else this.refuse({ ...stored, metric: metricName, value });
  }

  stored(place: number, value: number): void {
    const series = this.#order[place];
    if (series !== undefined) this.#append(series, value);
  }

  refuse(refusal: Refusal): void {
    if (this.#gathering !== null && this.#origin !== null) {
      this.#parts.quarantine.add(this.#gathering.rows, this.#origin, refusal);
    }
  }

  #append(series: SeriesInlet, value: number): void {
    const { counters, newest } = this.#parts;
    counters.readings++;
    if (series.isUnknown) counters.unknownMetrics++;
    const newestMs = newest.at(series.id);
    // Without a time of its own each reading is a new one, also when two arrive within a millisecond.
    const tsMs = this.#lagMs === timeFromReceipt ? Math.max(this.#tsMs, newestMs + 1) : this.#tsMs;
    if (tsMs > newestMs) {
      newest.set(series.id, tsMs);
      const fresh = this.#fresh;
      if (fresh === null) return;
      fresh.reserve(1);
      fresh.append(series.id, tsMs, value, this.#lagMs);
      return;
    }
    counters.behind++;
    const behind = this.#gathering?.behind;
    behind?.reserve(1);
    behind?.append(series.id, tsMs, value, this.#lagMs);
  }

  #find(metricName: string, value: unknown): SeriesInlet | null {
    return this.#byName.get(metricName) ?? this.#meet(metricName, value);
  }

  #meet(metricName: string, value: unknown): SeriesInlet | null {
    if (!isMetricName(metricName)) {
      this.refuse({
        reason: "bad-metric-name",
        detail: "a metric name is a letter and up to 63 letters, digits, dots, dashes or underscores",
        metric: metricName,
        value,
      });
      return null;
    }
    const { catalog, limits } = this.#parts;
    if (this.#order.length >= limits.seriesPerNodeMax) {
      this.refuse({
        reason: "too-many-series",
        detail: `the node has ${limits.seriesPerNodeMax} series already`,
        metric: metricName,
        value,
      });
      return null;
    }
    const series = catalog.add(this.site, this.node, metricName, this.#receivedAtMs);
    this.#gathering?.rows.series.push({
      id: series.id,
      site: this.site,
      node: this.node,
      metric: metricName,
      firstSeenAtMs: this.#receivedAtMs,
    });
    return this.#admit(series);
  }

  #admit(series: Series): SeriesInlet {
    const form = this.#parts.forms.of(series);
    const inlet = new SeriesInlet(series, this.#order.length, form);
    this.expected.push(form);
    this.#order.push(inlet);
    this.#byName.set(series.metricName, inlet);
    return inlet;
  }
}
