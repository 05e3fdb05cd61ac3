import type { NodeCode, SiteCode } from "../telemetry/identifiers.ts";
import type { Series, SeriesCatalog } from "../telemetry/series-catalog.ts";
import { severityRank } from "../telemetry/severity.ts";
import type { ActiveAlarms } from "./combination-alarms.ts";
import { inHours } from "./combination-hours.ts";
import type { LatestReadings } from "./latest-readings.ts";
import { latestNeededMs } from "./limits.ts";
import { limitValue, type PlannedNumber } from "./program.ts";
import { type Band, everything } from "./rate-trend.ts";
import type { AlertTerm, MetricTerm, Term } from "./rules/rule.ts";

/** Where a term is asked: at a node, or at a site as a whole. */
export interface Place {
  readonly site: SiteCode;
  readonly node: NodeCode | null;
}

/** Null: nobody knows. */
export type Truth = boolean | null;

/** When a term is asked. */
export interface Instant {
  readonly nowMs: number;
  /** Decides on hours, ms since 1970 UTC; null leaves them open. */
  readonly hoursAtMs: number | null;
}

/** What the truth of terms stands on. */
interface GroundParts {
  readonly catalog: SeriesCatalog;
  readonly latest: LatestReadings;
  readonly plannedNumber: PlannedNumber;
  readonly alarms: ActiveAlarms;
}

/**
 * Says whether terms hold by the newest readings and the active alarms. It keeps nothing that a restart would have to
 * bring back: the answer follows from what the journal knows. A reading older than `latestNeededMs` says nothing.
 */
export class Ground {
  readonly #parts: GroundParts;
  readonly #bySite = new Map<string, Series[]>();
  #indexed = 0;

  constructor(parts: GroundParts) {
    this.#parts = parts;
  }

  /** Series of a metric at a node, or at all nodes of a site. */
  seriesOf(metric: string, { site, node }: Place): readonly Series[] {
    if (node !== null) {
      const series = this.#parts.catalog.find(site, node, metric);
      return series === undefined ? [] : [series];
    }
    this.#indexNew();
    return this.#bySite.get(`${site} ${metric}`) ?? [];
  }

  /** Whether a term holds; what nobody knows stays unknown through `all`, `any` and `not` (Kleene). */
  truth(term: Term, place: Place, now: Instant): Truth {
    switch (term.kind) {
      case "metric":
        return this.#metric(term, place, now);
      case "alert":
        return this.#alert(term, place);
      case "hours":
        return now.hoursAtMs === null ? null : inHours(term, now.hoursAtMs);
      case "not": {
        const truth = this.truth(term.term, place, now);
        return truth === null ? null : !truth;
      }
      default:
        return this.#group(term, place, now);
    }
  }

  /** Values of a series with which a term says the same as with the present one. */
  sameSide(term: MetricTerm, series: Series): Band {
    const { tsMs, value } = this.#parts.latest.of(series.id);
    if (tsMs === 0 || term.test.kind === "is") return { low: value, high: value };
    const limit = limitValue(term.test.limit, series, this.#parts.plannedNumber);
    if (limit === undefined) return everything;
    if (term.test.kind === "above")
      return value > limit ? { ...everything, low: value } : { ...everything, high: limit };
    return value < limit ? { ...everything, high: value } : { ...everything, low: limit };
  }

  #group({ kind, terms }: Extract<Term, { kind: "all" | "any" }>, place: Place, now: Instant): Truth {
    const decisive = kind === "any";
    let truth: Truth = !decisive;
    for (const term of terms) {
      const each = this.truth(term, place, now);
      if (each === decisive) return decisive;
      if (each === null) truth = null;
    }
    return truth;
  }

  #metric(term: MetricTerm, place: Place, { nowMs }: Instant): Truth {
    const asked = term.at === "site" ? { site: place.site, node: null } : place;
    const known = this.seriesOf(term.metric.name, asked).flatMap((series) => {
      const { tsMs, value } = this.#parts.latest.of(series.id);
      return tsMs > 0 && nowMs - tsMs <= latestNeededMs ? (this.#holds(term, series, value) ?? []) : [];
    });
    return known.length === 0 ? null : known.filter(Boolean).length >= term.nodes;
  }

  #holds({ test }: MetricTerm, series: Series, value: number): boolean | undefined {
    if (test.kind === "is") return test.values.includes(value);
    const limit = limitValue(test.limit, series, this.#parts.plannedNumber);
    if (limit === undefined) return undefined;
    return test.kind === "above" ? value > limit : value < limit;
  }

  #alert(term: AlertTerm, place: Place): boolean {
    const asked = term.at === "site" ? { site: place.site, node: null } : place;
    return this.#parts.alarms
      .of(term.rule, asked)
      .some(({ severity }) => severityRank(severity) >= severityRank(term.severity));
  }

  #indexNew(): void {
    const { catalog } = this.#parts;
    for (; this.#indexed < catalog.size; this.#indexed++) {
      const series = catalog.at(this.#indexed);
      if (series === undefined || series.metric === null) continue;
      const key = `${series.site} ${series.metricName}`;
      const known = this.#bySite.get(key);
      if (known === undefined) this.#bySite.set(key, [series]);
      else known.push(series);
    }
  }
}
