import { AlarmSystem, type AlarmSystemOptions } from "../../alerts/alarm-system.ts";
import type { Route } from "../../alerts/routes.ts";
import { defaultRulesPath, loadRules } from "../../alerts/rules/load.ts";
import type { Rule } from "../../alerts/rules/rule.ts";
import { HeardColumns } from "../../telemetry/arrivals.ts";
import type { DeviceEvent } from "../../telemetry/device-event.ts";
import { DeviceNumbers } from "../../telemetry/device-numbers.ts";
import { deviceId, nodeCode, siteCode } from "../../telemetry/identifiers.ts";
import { emptyRows, type JournalRows, type TransitionRow } from "../../telemetry/journal.ts";
import { ReadingColumns, timeFromReceipt } from "../../telemetry/reading-columns.ts";
import { SeriesCatalog } from "../../telemetry/series-catalog.ts";

/** One reading as a test writes it; `lagMs` 0 when left out, null for a device without a clock. */
export interface TestReading {
  readonly node?: string;
  readonly metric: string;
  readonly tsMs: number;
  readonly value: number;
  readonly lagMs?: number | null;
}

/** One batch as a test writes it. */
export interface TestBatch {
  readonly readings?: readonly TestReading[];
  readonly heard?: readonly { readonly device: string; readonly atMs: number }[];
  readonly events?: readonly DeviceEvent[];
}

/** The site that tests speak of. */
export const site = siteCode("BPH0001");

/** The device that tests speak of. */
export const device = deviceId("BPH0001-ctl");

/** The default rules; throws when they do not load. */
export const defaultRules = (): readonly Rule[] => {
  const loaded = loadRules([defaultRulesPath]);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors));
  return loaded.rules;
};

/** A rule of the defaults without delays, so that a case shows its limits alone. */
export const prompt = (rule: Rule): Rule =>
  rule.kind === "threshold"
    ? { ...rule, keepFiringForMs: 0, levels: rule.levels.map((level) => ({ ...level, forMs: 0 })) }
    : rule.kind === "state"
      ? {
          ...rule,
          forMs: 0,
          keepFiringForMs: 0,
          escalate: rule.escalate.map((level) => ({ ...level, forMs: 0 })),
        }
      : rule;

/** Newest row of each key. */
const newest = <Row>(rows: readonly Row[], keyOf: (row: Row) => string): Row[] => [
  ...new Map(rows.map((row) => [keyOf(row), row])).values(),
];

/** An alarm system with everything that a journal would have kept of it. */
export class Stand {
  readonly rows: JournalRows = emptyRows();
  readonly options: Omit<AlarmSystemOptions, "catalog" | "devices">;
  #catalog = new SeriesCatalog();
  #devices = new DeviceNumbers();
  readonly #latest = new Map<number, { readonly tsMs: number; readonly value: number }>();
  system: AlarmSystem;

  constructor(rules: readonly Rule[], options: Partial<Omit<AlarmSystemOptions, "rules">> = {}) {
    const routes: readonly Route[] = [];
    this.options = { routes, describeSite: () => undefined, ...options, rules };
    this.system = this.#build();
  }

  get transitions(): readonly TransitionRow[] {
    return this.rows.transition;
  }

  /** Events and severities so far, as one line each. */
  get story(): readonly string[] {
    return this.transitions.map(({ event, severity }) => `${event} ${severity}`);
  }

  evaluate(batch: TestBatch, nowMs: number): void {
    const fresh = new ReadingColumns(8);
    const heard = new HeardColumns(4);
    for (const reading of batch.readings ?? []) this.#append(fresh, reading);
    for (const { device, atMs } of batch.heard ?? []) heard.append(this.#devices.of(deviceId(device)), atMs);
    const arrivals = { fresh, behind: new ReadingColumns(0), heard, events: batch.events ?? [] };
    this.system.evaluate(arrivals, this.rows, nowMs);
  }

  /** One reading, received at its own time. */
  read(metric: string, value: number, tsMs: number): void {
    this.evaluate({ readings: [{ metric, value, tsMs }] }, tsMs);
  }

  tick(nowMs: number): void {
    this.system.tick(this.rows, nowMs);
  }

  /** Throws the system away and restores another from nothing but the rows and the latest readings. */
  restart(nowMs: number, rules: readonly Rule[] = this.options.rules): void {
    const earlier = this.#catalog;
    this.#catalog = new SeriesCatalog();
    for (const { site, node, metricName, firstSeenAtMs } of earlier) {
      this.#catalog.add(site, node, metricName, firstSeenAtMs);
    }
    this.#devices = new DeviceNumbers();
    this.system = this.#build(rules);
    const latest = new ReadingColumns(this.#latest.size);
    for (const series of this.#catalog) {
      const reading = this.#latest.get(series.id);
      if (reading !== undefined) latest.append(series.id, reading.tsMs, reading.value, 0);
    }
    this.system.restore(
      {
        // The journal promises no order of keys: the reverse shows that none is relied upon.
        conditions: newest(this.rows.condition, ({ key }) => key).reverse(),
        presence: newest(this.rows.presence, ({ device }) => device).reverse(),
        alarms: newest(this.transitions, ({ alarm }) => alarm).reverse(),
        latest,
        lastTransitionSequence: this.transitions.at(-1)?.sequence ?? 0,
      },
      nowMs,
    );
  }

  #build(rules: readonly Rule[] = this.options.rules): AlarmSystem {
    return new AlarmSystem({ ...this.options, rules, catalog: this.#catalog, devices: this.#devices });
  }

  #append(fresh: ReadingColumns, { node = "pwr", metric, tsMs, value, lagMs = 0 }: TestReading): void {
    const code = nodeCode(node);
    const series = this.#catalog.find(site, code, metric) ?? this.#catalog.add(site, code, metric, tsMs);
    fresh.reserve(1);
    fresh.append(series.id, tsMs, value, lagMs ?? timeFromReceipt);
    this.#latest.set(series.id, { tsMs, value });
  }
}
