import type { SeriesId, SiteCode } from "../../telemetry/identifiers.ts";
import type { ConditionRow } from "../../telemetry/journal.ts";
import { platformMetric } from "../../telemetry/metrics.ts";
import { ReadingColumns, timeFromReceipt } from "../../telemetry/reading-columns.ts";
import type { Series, SeriesCatalog } from "../../telemetry/series-catalog.ts";
import type { TimeToSiteDown } from "../alarm.ts";
import type { Recording } from "../alarm-book.ts";
import type { PlannedNumber } from "../program.ts";
import type { Band } from "../rate-trend.ts";
import { Countdown } from "./countdown.ts";
import type { Forecast } from "./forecast.ts";
import { looksPerBatchMax } from "./limits.ts";
import { Plant, type ValueOf } from "./plant.ts";
import { metricOf, triggerOf } from "./roles.ts";
import { downAtMs, SitesOnBattery } from "./sites-on-battery.ts";
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
  /** Plants whose forecast is older than their newest reading. */
  readonly #waiting = new Set<Plant>();
  readonly #countdown = new Countdown();
  readonly #onBattery = new SitesOnBattery();
  #looksLeft = 0;
  /** The batch or tick that these looks are of. */
  #recording: Recording | null = null;

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
      if (plant.waits !== null) this.#waiting.add(plant);
      this.#countdown.follow(plant);
      this.#onBattery.follow(plant);
      const series = this.#parts.catalog.find(plant.site, plant.node, platformMetric);
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

  /** Forecasts that wait for a tick. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** When time alone has something to do: at once while a forecast waits, later where readings stay away. */
  nextDueMs(): number {
    return this.#waiting.size > 0 ? Number.NEGATIVE_INFINITY : this.#countdown.nextDueMs();
  }

  /** The platform could not hear devices until now: nothing is counted down before they had time to report. */
  excuse(nowMs: number): void {
    this.#countdown.excuse(nowMs);
  }

  /** Looks at a reading of a series; answers the autonomy that is new, as a reading. */
  look(series: Series, { tsMs, lagMs }: SeenAt, recording: Recording): Autonomy | null {
    const trigger = triggerOf(series.metricName);
    if (trigger === undefined) return null;
    this.#renewIn(recording);
    const plant = this.#plantAt(series);
    const { isAwake: wasAwake, said: before } = plant;
    const outcome = plant.look({
      ...{ trigger, atMs: tsMs, lagMs, mayWeigh: this.#looksLeft > 0 },
      plateAmpereHours: this.#parts.plannedNumber(series.site, series.node, "batteryCapacityAmpereHours"),
      newest: this.#valueOf(plant),
    });
    if (plant.isAwake && !wasAwake) this.#wake(plant);
    if (plant.waits === null) this.#waiting.delete(plant);
    if (outcome === "unchanged") return null;
    if (outcome === "waits" && this.#looksLeft > 0) {
      plant.foretell();
      this.#waiting.delete(plant);
    } else if (outcome === "waits") this.#waiting.add(plant);
    if (outcome !== "rests") this.#looksLeft = Math.max(0, this.#looksLeft - 1);
    return this.#keep(plant, { before, lagMs }, recording);
  }

  /** Makes as many of the forecasts that wait as a tick has time for, the most urgent first, and counts down the rest. */
  tick(recording: Recording): readonly Autonomy[] {
    return [...this.#makeWaiting(recording), ...this.#countDown(recording)];
  }

  #countDown(recording: Recording): readonly Autonomy[] {
    return this.#countdown.tick(recording.nowMs).map(({ plant, atMs, minutes }) => ({
      series: this.#autonomyOf(plant, recording),
      ...{ tsMs: atMs, minutes, lagMs: timeFromReceipt },
    }));
  }

  #makeWaiting(recording: Recording): readonly Autonomy[] {
    this.#renewIn(recording);
    const due = [...this.#waiting].sort(byUrgency).slice(0, looksPerBatchMax);
    return due.flatMap((plant) => {
      const lagMs = plant.waits?.lagMs ?? 0;
      const before = plant.said;
      this.#waiting.delete(plant);
      plant.foretell();
      return this.#keep(plant, { before, lagMs }, recording) ?? [];
    });
  }

  #renewIn(recording: Recording): void {
    if (recording === this.#recording) return;
    this.#recording = recording;
    this.#looksLeft = looksPerBatchMax;
  }

  /** Puts down what is known of a plant; answers what is said anew since `before`. */
  #keep(
    plant: Plant,
    { before, lagMs }: { readonly before: Plant["said"]; readonly lagMs: number },
    recording: Recording,
  ): Autonomy | null {
    const { body, said } = plant;
    this.#countdown.follow(plant);
    this.#onBattery.follow(plant);
    recording.rows.condition.push({
      key: forecastKey(plant.site, plant.node),
      changedAtMs: recording.nowMs,
      body: body === null ? null : JSON.stringify(body),
    });
    if (said === null || said === before) return null;
    return { series: this.#autonomyOf(plant, recording), tsMs: said.atMs, minutes: said.minutes, lagMs };
  }

  /** How long a site still has, as alarms show it; null while no battery carries it or nobody knows. */
  timeToSiteDown(site: string): TimeToSiteDown | null {
    return this.#onBattery.timeToSiteDown(site);
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

  #valueOf({ site, node }: Plant): ValueOf {
    return (role) => {
      const series = this.#parts.catalog.find(site, node, metricOf[role]);
      return series === undefined ? { tsMs: 0, value: 0 } : this.#parts.latest(series.id);
    };
  }

  #wake({ site, node }: Plant): void {
    for (const series of this.#parts.catalog.ofNode(site, node)?.values() ?? []) {
      if (this.follows(series.metricName)) this.#parts.wake(series);
    }
  }

  #autonomyOf({ site, node }: Plant, { rows, nowMs }: Recording): Series {
    const known = this.#parts.catalog.find(site, node, platformMetric);
    if (known !== undefined) return known;
    const made = this.#parts.catalog.add(site, node, platformMetric, nowMs);
    rows.series.push({ id: made.id, site, node, metric: made.metricName, firstSeenAtMs: nowMs });
    return made;
  }
}

/** When a reading was measured, and how late it came. */
interface SeenAt {
  readonly tsMs: number;
  readonly lagMs: number;
}

/** An autonomy that the platform says, as a reading; it came as late as the readings that it is made from. */
export interface Autonomy extends SeenAt {
  readonly series: Series;
  readonly minutes: number;
}

/** What is told nothing yet and what goes down first comes first; the order of codes decides between equals. */
const byUrgency = (one: Plant, other: Plant): number =>
  one.urgencyMs === other.urgencyMs
    ? placeOf(one) < placeOf(other)
      ? -1
      : 1
    : one.urgencyMs < other.urgencyMs
      ? -1
      : 1;

const placeOf = ({ site, node }: Pick<Series, "site" | "node">): string => `${site}/${node}`;
