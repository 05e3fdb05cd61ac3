import type { Arrivals } from "../../telemetry/arrivals.ts";
import type { SiteCode } from "../../telemetry/identifiers.ts";
import type { ReadingColumns } from "../../telemetry/reading-columns.ts";
import type { SeriesCatalog } from "../../telemetry/series-catalog.ts";
import type { Recording } from "../alarm-book.ts";
import { backfillLagMsMin } from "../limits.ts";
import type { OutageLedger } from "./outage-ledger.ts";

/** What the witness works with. */
export interface LateReadingsParts {
  readonly ledger: Pick<OutageLedger, "doubts" | "heardLate">;
  readonly catalog: SeriesCatalog;
  /** How late something is by the most favourable clock of the site's devices, ms, from its lag, ms. */
  readonly lateness: (site: SiteCode, lagMs: number) => number;
}

/**
 * Tells the ledger of readings that tell of a time past. A reading that comes at its time costs one comparison; a late
 * one is looked at only while an outage of its site is in doubt.
 */
export class LateReadings {
  readonly #parts: LateReadingsParts;

  constructor(parts: LateReadingsParts) {
    this.#parts = parts;
  }

  /** Looks through one batch; after it was heard who is back, so that their outages are over. */
  hear({ fresh, behind }: Pick<Arrivals, "fresh" | "behind">, recording: Recording): void {
    const times = new Map<SiteCode, Set<number>>();
    this.#look(fresh, times);
    this.#look(behind, times);
    for (const [site, heard] of times) this.#parts.ledger.heardLate(site, [...heard], recording);
  }

  #look({ series, tsMs, lagMs, length }: ReadingColumns, times: Map<SiteCode, Set<number>>): void {
    for (let row = 0; row < length; row++) {
      const lag = lagMs[row] ?? 0;
      if (lag >= backfillLagMsMin) this.#weigh(series[row] ?? 0, { tsMs: tsMs[row] ?? 0, lagMs: lag }, times);
    }
  }

  #weigh(
    series: number,
    { tsMs, lagMs }: { readonly tsMs: number; readonly lagMs: number },
    times: Map<SiteCode, Set<number>>,
  ): void {
    const { ledger, catalog, lateness } = this.#parts;
    const site = catalog.at(series)?.site;
    if (site === undefined || !ledger.doubts(site)) return;
    const lateMs = lateness(site, lagMs);
    // Received at ts + lag; the clock that is believed says how long before that it was measured.
    if (lateMs < backfillLagMsMin) return;
    const heard = times.get(site) ?? new Set<number>();
    times.set(site, heard.add(tsMs + lagMs - lateMs));
  }
}
