import { setImmediate as turn } from "node:timers/promises";
import { parseAlarm } from "../alerts/alarm-schema.ts";
import { AlarmSystem } from "../alerts/alarm-system.ts";
import type { PlannedNumber } from "../alerts/program.ts";
import type { DescribeSite } from "../alerts/routes.ts";
import type { Rule } from "../alerts/rules/rule.ts";
import { administrationLimits } from "../api/administration-limits.ts";
import type { DryAlarm, DryRunReport } from "../api/rule-book.ts";
import type { PastJournal, ReadingsThen } from "../store/past.ts";
import { HeardColumns } from "../telemetry/arrivals.ts";
import { DeviceNumbers } from "../telemetry/device-numbers.ts";
import { seriesId } from "../telemetry/identifiers.ts";
import { emptyRows, type JournalRows, type TransitionRow } from "../telemetry/journal.ts";
import { ReadingColumns } from "../telemetry/reading-columns.ts";
import type { SeriesCatalog } from "../telemetry/series-catalog.ts";
import { VirtualClock } from "./evaluation/virtual-clock.ts";

/** What a dry run works with. */
export interface DryRunParts {
  readonly journal: Pick<PastJournal, "sweep">;
  /** The platform's own: the readings' series are in it already. */
  readonly catalog: SeriesCatalog;
  readonly describeSite: DescribeSite;
  readonly plannedNumber: PlannedNumber;
  /** A clock that never goes back, ms. */
  readonly elapsed: () => number;
}

/** Two sets of rules, and the time over which they are compared. */
export interface DryRunPlan {
  readonly inForce: readonly Rule[];
  readonly proposed: readonly Rule[];
  readonly fromMs: number;
  readonly toMs: number;
}

/** What is one batch, in rows and in time. */
const batchRows = 500;
const batchMs = 1_000;
/** The event loop gets its turn after so long. */
const sliceMs = 8;
const pageRows = 20_000;
const pageMsFirst = 600_000;

type Raise = Omit<DryAlarm, "change">;

/** One set of rules with all that it raised. */
class Side {
  readonly #system: AlarmSystem;
  readonly #clock: VirtualClock;
  readonly raises = new Map<string, Raise>();
  readonly #open = new Map<string, string>();

  constructor(rules: readonly Rule[], parts: DryRunParts, startMs: number) {
    const { catalog, describeSite, plannedNumber } = parts;
    const devices = new DeviceNumbers();
    this.#system = new AlarmSystem({ rules, catalog, devices, describeSite, plannedNumber, routes: [] });
    this.#clock = new VirtualClock(this.#system, startMs, (rows) => this.#note(rows));
  }

  take(fresh: ReadingColumns, atMs: number): void {
    this.#clock.advance(atMs);
    const rows = emptyRows();
    const none = { behind: new ReadingColumns(0), heard: new HeardColumns(0), events: [] };
    this.#system.evaluate({ fresh, ...none }, rows, atMs);
    this.#note(rows);
  }

  finish(atMs: number): void {
    this.#clock.advance(atMs);
  }

  #note({ transition }: JournalRows): void {
    for (const row of transition) {
      if (row.event === "raised") this.#raised(row);
      else if (row.event === "cleared") this.#cleared(row);
    }
  }

  #raised({ alarm, site, node, severity, eventAtMs, body }: TransitionRow): void {
    const key = `${alarm} ${eventAtMs}`;
    this.#open.set(alarm, key);
    const { type: rule } = parseAlarm(body);
    this.raises.set(key, { rule, site, node, severity, fromMs: eventAtMs, toMs: null });
  }

  #cleared({ alarm, eventAtMs }: TransitionRow): void {
    const key = this.#open.get(alarm);
    const raise = key === undefined ? undefined : this.raises.get(key);
    if (key === undefined || raise === undefined) return;
    this.#open.delete(alarm);
    this.raises.set(key, { ...raise, toMs: eventAtMs });
  }
}

const onlyIn = (one: Side, other: Side, change: DryAlarm["change"]): DryAlarm[] =>
  [...one.raises].flatMap(([key, raise]) => (other.raises.has(key) ? [] : [{ ...raise, change }]));

const countsOf = (inForce: Side, proposed: Side): DryRunReport["rules"] => {
  const names = new Set([...inForce.raises.values(), ...proposed.raises.values()].map(({ rule }) => rule));
  const of = (side: Side, name: string) => [...side.raises.values()].filter(({ rule }) => rule === name);
  return [...names].sort().map((rule) => {
    const raised = of(proposed, rule);
    return {
      rule,
      inForce: of(inForce, rule).length,
      proposed: raised.length,
      sites: new Set(raised.map(({ site }) => site)).size,
    };
  });
};

/** Plays pages of readings to both sides; the event loop goes on in between. */
class DryRun {
  readonly #parts: DryRunParts;
  readonly #plan: DryRunPlan;
  readonly #sides: readonly [inForce: Side, proposed: Side];
  readonly #startedMs: number;
  #turnedMs: number;
  #untilMs: number;
  #readings = 0;
  #endedBy: string | null = null;

  constructor(plan: DryRunPlan, parts: DryRunParts) {
    this.#plan = plan;
    this.#parts = parts;
    this.#untilMs = plan.fromMs;
    this.#sides = [new Side(plan.inForce, parts, plan.fromMs), new Side(plan.proposed, parts, plan.fromMs)];
    this.#startedMs = parts.elapsed();
    this.#turnedMs = this.#startedMs;
  }

  async play(): Promise<DryRunReport> {
    let pageMs = pageMsFirst;
    while (this.#untilMs < this.#plan.toMs && this.#endedBy === null) {
      const toMs = Math.min(this.#untilMs + pageMs, this.#plan.toMs);
      const page = await this.#parts.journal.sweep({ fromMs: this.#untilMs, toMs, rowsMax: pageRows });
      const isWhole = page.tsMs.length < pageRows;
      if (!isWhole && pageMs > 1) {
        pageMs = Math.max(1, Math.floor(pageMs / 2));
        continue;
      }
      await this.#take(page);
      if (this.#endedBy !== null) break;
      this.#untilMs = toMs;
      if (page.tsMs.length < pageRows / 4) pageMs = Math.min(pageMs * 2, 24 * pageMsFirst);
    }
    for (const side of this.#sides) side.finish(this.#untilMs);
    return this.#report();
  }

  async #take(page: ReadingsThen): Promise<void> {
    for (let from = 0; from < page.tsMs.length; ) {
      const firstMs = page.tsMs[from] ?? 0;
      let to = from;
      while (to < page.tsMs.length && to - from < batchRows && (page.tsMs[to] ?? 0) < firstMs + batchMs) to++;
      this.#batch(page, from, to);
      from = to;
      await this.#pause();
      if (this.#endedBy !== null) return;
    }
  }

  #batch(page: ReadingsThen, from: number, to: number): void {
    const fresh = new ReadingColumns(to - from);
    for (let row = from; row < to; row++) {
      fresh.append(seriesId(page.series[row] ?? 0), page.tsMs[row] ?? 0, page.value[row] ?? 0, 0);
    }
    const atMs = page.tsMs[to - 1] ?? 0;
    for (const side of this.#sides) side.take(fresh, atMs);
    this.#readings += to - from;
    this.#untilMs = atMs;
    if (this.#readings >= administrationLimits.dryRunReadingsMax) this.#endedBy = "dryRunReadingsMax";
  }

  async #pause(): Promise<void> {
    const nowMs = this.#parts.elapsed();
    if (nowMs - this.#startedMs > administrationLimits.dryRunMs) this.#endedBy ??= "dryRunMs";
    if (nowMs - this.#turnedMs < sliceMs) return;
    await turn();
    this.#turnedMs = this.#parts.elapsed();
  }

  #report(): DryRunReport {
    const [inForce, proposed] = this.#sides;
    const different = [...onlyIn(proposed, inForce, "new"), ...onlyIn(inForce, proposed, "gone")];
    different.sort((one, other) => one.fromMs - other.fromMs);
    return {
      playedUntilMs: this.#untilMs,
      endedBy: this.#endedBy,
      readings: this.#readings,
      rules: countsOf(inForce, proposed),
      alarms: different.slice(0, administrationLimits.dryRunAlarmsMax),
      alarmsTotal: different.length,
    };
  }
}

/**
 * What the proposed rules would have raised over the stored readings beside those in force: by event time, from
 * nothing raised and no history. Bounded by `dryRunReadingsMax` and `dryRunMs`; between slices of some milliseconds the
 * event loop goes on.
 */
export const dryRunRules = (plan: DryRunPlan, parts: DryRunParts): Promise<DryRunReport> =>
  new DryRun(plan, parts).play();
