import type { SeriesId, SiteCode } from "../../telemetry/identifiers.ts";
import type { ConditionRow } from "../../telemetry/journal.ts";
import { ReadingColumns } from "../../telemetry/reading-columns.ts";
import type { Series, SeriesCatalog } from "../../telemetry/series-catalog.ts";
import type { Recording } from "../alarm-book.ts";
import type { PlannedNumber } from "../program.ts";
import type { Band } from "../rate-trend.ts";
import type { Forecast } from "./forecast.ts";
import { Plant, type ValueOf } from "./plant.ts";
import { metricOf, triggerOf } from "./roles.ts";
import { forecastKey, isForecastKey, parsePlantBody, plantOfKey } from "./state-body.ts";

/** What the forecasts of all sites work with. */
export interface SiteForecastsParts {
  readonly catalog: SeriesCatalog;
  readonly plannedNumber: PlannedNumber;
  /** The newest reading of a series; time 0 when there is none. */
  readonly latest: (series: SeriesId) => { readonly tsMs: number; readonly value: number };
  /** Told of series whose readings have to be looked at one by one from now on. */
  readonly wake: (series: Series) => void;
}

/** How long a site still has, with the power plant that the forecast speaks of. */
export interface PlantForecast {
  readonly site: SiteCode;
  readonly node: string;
  readonly forecast: Forecast;
}

const everything: Band = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
const nothing: Band = { low: Number.NaN, high: Number.NaN };
/** Values of `mains.present` that leave a plant at rest. */
const supplied: Band = { low: 0.5, high: Number.POSITIVE_INFINITY };

/**
 * Follows the power plants of all sites. A plant with mains is asleep and costs nothing: its readings lie in their
 * quiet bands. Without mains each voltage is looked at. Keeps its state as condition rows and goes on after a restart
 * as if it had never stopped.
 */
export class SiteForecasts {
  readonly #parts: SiteForecastsParts;
  readonly #plants = new Map<string, Plant>();

  constructor(parts: SiteForecastsParts) {
    this.#parts = parts;
  }

  /** Takes up what the journal kept. Answers the autonomies that the platform said last, as readings. */
  restore(rows: readonly ConditionRow[]): ReadingColumns {
    const said = new ReadingColumns(rows.length);
    for (const { key, body } of rows) {
      if (!isForecastKey(key) || body === null) continue;
      const plant = this.#plantAt(plantOfKey(key));
      const kept = parsePlantBody(body);
      plant.restore(kept);
      const series = this.#parts.catalog.find(plant.site, plant.node, metricOf.autonomy);
      if (kept.said !== null && series !== undefined)
        said.append(series.id, kept.said.atMs, kept.said.minutes, 0);
    }
    return said;
  }

  /** True when a metric concerns forecasts at all. */
  follows(metric: string): boolean {
    return triggerOf(metric) !== undefined;
  }

  /** Values of a series that change nothing as things are. */
  quiet(series: Series): Band {
    if (!this.follows(series.metricName)) return everything;
    if (this.#plants.get(placeOf(series))?.isAwake === true) return nothing;
    return series.metricName === metricOf.mainsPresent ? supplied : everything;
  }

  /** Looks at a reading of a series; answers the autonomy that is new, as a reading, where no device says it. */
  look(series: Series, atMs: number, recording: Recording): Autonomy | null {
    const trigger = triggerOf(series.metricName);
    if (trigger === undefined) return null;
    const plant = this.#plantAt(series);
    const wasAwake = plant.isAwake;
    const plateAmpereHours = this.#parts.plannedNumber(
      series.site,
      series.node,
      "batteryCapacityAmpereHours",
    );
    const changed = plant.look({ trigger, atMs, plateAmpereHours, newest: this.#valueOf(series) });
    if (plant.isAwake && !wasAwake) this.#wake(series);
    if (!changed) return null;
    const body = plant.body;
    const key = forecastKey(series.site, series.node);
    const row = { key, changedAtMs: recording.nowMs, body: body === null ? null : JSON.stringify(body) };
    recording.rows.condition.push(row);
    const minutes = plant.saidAt(atMs);
    return minutes === null ? null : { series: this.#autonomyOf(series, recording), minutes };
  }

  /** The forecast of a site's plant that goes down first; null while no battery carries it. */
  of(site: string): PlantForecast | null {
    return this.list().find((each) => each.site === site) ?? null;
  }

  /** Forecasts of all sites on battery, one a site: of the plant that goes down first. */
  list(): readonly PlantForecast[] {
    const first = new Map<string, PlantForecast>();
    for (const { site, node, forecast } of this.#plants.values()) {
      if (forecast === null) continue;
      const known = first.get(site);
      if (known === undefined || downAtMs(forecast) < downAtMs(known.forecast))
        first.set(site, { site, node, forecast });
    }
    return [...first.values()];
  }

  #plantAt({ site, node }: Pick<Series, "site" | "node">): Plant {
    const key = placeOf({ site, node });
    const known = this.#plants.get(key);
    if (known !== undefined) return known;
    const made = new Plant(site, node);
    this.#plants.set(key, made);
    return made;
  }

  #valueOf({ site, node }: Series): ValueOf {
    return (role) => {
      const series = this.#parts.catalog.find(site, node, metricOf[role]);
      return series === undefined ? { tsMs: 0, value: 0 } : this.#parts.latest(series.id);
    };
  }

  #wake({ site, node }: Series): void {
    for (const series of this.#parts.catalog.ofNode(site, node)?.values() ?? []) {
      if (this.follows(series.metricName)) this.#parts.wake(series);
    }
  }

  #autonomyOf({ site, node }: Series, { rows, nowMs }: Recording): Series {
    const known = this.#parts.catalog.find(site, node, metricOf.autonomy);
    if (known !== undefined) return known;
    const made = this.#parts.catalog.add(site, node, metricOf.autonomy, nowMs);
    rows.series.push({ id: made.id, site, node, metric: made.metricName, firstSeenAtMs: nowMs });
    return made;
  }
}

/** An autonomy that the platform says where no device does. */
export interface Autonomy {
  readonly series: Series;
  readonly minutes: number;
}

const placeOf = ({ site, node }: Pick<Series, "site" | "node">): string => `${site}/${node}`;

const downAtMs = (forecast: Forecast): number =>
  forecast.kind === "unknown" ? Number.POSITIVE_INFINITY : forecast.atMs + forecast.p50 * 60_000;
