import { AlarmSystem } from "../alerts/alarm-system.ts";
import type { Forecast } from "../alerts/forecast/forecast.ts";
import { LateReadings } from "../alerts/outages/late-readings.ts";
import { OutageLedger } from "../alerts/outages/outage-ledger.ts";
import { defaultRulesPath, loadRules } from "../alerts/rules/load.ts";
import { describeFrom } from "../alerts/site-description.ts";
import type { RecordedEvent } from "../app/evaluation/recording.ts";
import { Replay } from "../app/evaluation/replay.ts";
import { plannedNumberOf } from "../app/planned-number.ts";
import { findScenario } from "../app/simulation/find-scenario.ts";
import { recordedEvents } from "../app/simulation/recorded-events.ts";
import type { RunRecord } from "../firmware-sim/scenarios/run-record.ts";
import { VirtualRun } from "../firmware-sim/scenarios/virtual-run.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { exampleProvincePath, loadInventory } from "../inventory/load.ts";
import { Topology } from "../inventory/topology.ts";
import { DeviceNumbers } from "../telemetry/device-numbers.ts";
import type { JournalRows } from "../telemetry/journal.ts";
import { SeriesCatalog } from "../telemetry/series-catalog.ts";
import { leadShare } from "./lead-time.ts";

/** When the lost mains of a site became critical, or its forecast warning stood, or did no longer. */
interface AlarmChange {
  readonly atMs: number;
  readonly stands: boolean;
}

/** Changes by site. */
type ChangesBySite = Map<string, AlarmChange[]>;

const enterChange = (into: ChangesBySite, site: string, change: AlarmChange): void => {
  const changes = into.get(site) ?? [];
  if ((changes.at(-1)?.stands ?? false) !== change.stands) changes.push(change);
  into.set(site, changes);
};

const dayMs = 86_400_000;
/** Sessions of an earlier run are older. */
const sessionsARun = 10_000;

const shifted = (event: RecordedEvent, byMs: number, runsBefore: number): RecordedEvent => {
  const atMs = event.atMs - byMs;
  if (event.kind === "reading") return { ...event, atMs, tsMs: event.tsMs - byMs };
  if (event.kind === "alarm") return { ...event, atMs };
  return { ...event, atMs, session: event.session + runsBefore * sessionsARun };
};

/** The whole alarm system under a storm; keeps what it said of each site. */
class Watch {
  readonly forecasts = new Map<string, Forecast[]>();
  /** The lost mains is critical. */
  readonly critical: ChangesBySite = new Map();
  /** The platform's forecast has raised a warning of any severity. */
  readonly warned: ChangesBySite = new Map();
  readonly #system: AlarmSystem;
  readonly #replay: Replay;
  #lookedAtMs = 0;

  constructor(inventory: Inventory) {
    const loaded = loadRules([defaultRulesPath]);
    if (!loaded.ok) throw new Error("the default rules do not load");
    const catalog = new SeriesCatalog();
    const devices = new DeviceNumbers();
    const ledger = new OutageLedger({ alarmOf: (id) => this.#system.get(id) });
    const system = new AlarmSystem({
      ...{ rules: loaded.rules, catalog, devices, routes: [], topology: new Topology(inventory) },
      describeSite: (code) => describeFrom(inventory, code),
      plannedNumber: plannedNumberOf(() => inventory),
      followers: [(change, recording) => ledger.follow(change, recording)],
    });
    this.#system = system;
    const late = new LateReadings({
      ...{ ledger, catalog },
      lateness: (site, lagMs) => system.lateness(site, lagMs),
    });
    const onRows = (rows: JournalRows): void => this.#note(rows);
    this.#replay = new Replay({ system, late, catalog, devices, periodMs: null, onRows });
  }

  follow(event: RecordedEvent): void {
    this.#replay.follow(event);
    if (event.atMs - this.#lookedAtMs < 60_000) return;
    this.#lookedAtMs = event.atMs;
    for (const { site, forecast } of this.#system.forecasts.list()) {
      const known = this.forecasts.get(site) ?? [];
      if (known.at(-1)?.atMs !== forecast.atMs) known.push(forecast);
      this.forecasts.set(site, known);
    }
  }

  #note(rows: JournalRows): void {
    for (const { alarm, severity, recordedAtMs, event } of rows.transition) {
      const known = this.#system.get(alarm);
      if (known === undefined) continue;
      const isActive = event !== "cleared";
      const at = { atMs: recordedAtMs };
      if (known.type === "mains-lost")
        enterChange(this.critical, known.site, { ...at, stands: isActive && severity === "critical" });
      if (known.type === "site-autonomy-low")
        enterChange(this.warned, known.site, { ...at, stands: isActive });
    }
  }
}

/** What the platform said of one site before its battery was empty. */
export interface SiteLead {
  readonly site: string;
  readonly autonomyMinutes: number;
  /** Minutes before the end from which on the lost mains stayed critical; null: never. */
  readonly criticalMinutes: number | null;
  /** Minutes before the end from which on the forecast's warning stood; null: never. */
  readonly warnedMinutes: number | null;
  /** Whether the band of the forecast that warned held the end; null: there was no warning. */
  readonly isWarningRight: boolean | null;
  /** From the first right warning on, as a share of the autonomy; 0: none. */
  readonly leadShare: number;
}

/** What a storm showed. */
export interface StormLead {
  readonly sites: readonly SiteLead[];
  /** Sites whose battery lasted, and how many of these the lost mains was critical at some time. */
  readonly lasted: number;
  readonly lastedCritical: number;
}

const standsFrom = (changes: readonly AlarmChange[], downAtMs: number): number | null => {
  const last = changes.filter(({ atMs }) => atMs <= downAtMs).at(-1);
  return last?.stands === true ? (downAtMs - last.atMs) / 60_000 : null;
};

/** Whether the forecast that held before the last minutes of a discharge had the end within its band. */
const heldEnd = (
  forecasts: readonly Forecast[],
  minutesBefore: number | null,
  downAtMs: number,
): boolean | null => {
  if (minutesBefore === null) return null;
  const warnedAtMs = downAtMs - minutesBefore * 60_000;
  const forecast = forecasts.filter(({ atMs }) => atMs <= warnedAtMs).at(-1);
  if (forecast?.kind !== "minutes") return false;
  const left = (downAtMs - forecast.atMs) / 60_000;
  return forecast.p10 <= left && left <= forecast.p90;
};

/**
 * Plays the shipped typhoon through the whole alarm system, after the very same typhoon as often before, a month apart:
 * kinder than life, where no two storms are the same.
 */
export const typhoonLead = (earlier: number): StormLead => {
  const loaded = loadInventory(exampleProvincePath);
  if (!loaded.ok) throw new Error("the example province does not load");
  const { inventory } = loaded;
  const run = new VirtualRun(findScenario("typhoon", inventory));
  const records: RunRecord[] = [...run.records()];
  const truth = run.truth();
  const watch = new Watch(inventory);
  for (let before = earlier; before >= 0; before--) {
    for (const record of records) {
      for (const event of recordedEvents(record))
        watch.follow(shifted(event, before * 30 * dayMs, earlier - before));
    }
  }
  const sites = Object.entries(truth.sites).flatMap(
    ([site, { mainsLostAtMs, disconnectedAtMs }]): SiteLead[] => {
      if (disconnectedAtMs === null) return [];
      const isNow = ({ atMs }: { readonly atMs: number }): boolean =>
        atMs >= mainsLostAtMs && atMs <= disconnectedAtMs;
      const forecasts = (watch.forecasts.get(site) ?? []).filter(isNow);
      const during = (changes: ChangesBySite) => (changes.get(site) ?? []).filter(isNow);
      const warnedMinutes = standsFrom(during(watch.warned), disconnectedAtMs);
      return [
        {
          site,
          autonomyMinutes: (disconnectedAtMs - mainsLostAtMs) / 60_000,
          criticalMinutes: standsFrom(during(watch.critical), disconnectedAtMs),
          warnedMinutes,
          isWarningRight: heldEnd(forecasts, warnedMinutes, disconnectedAtMs),
          leadShare: leadShare({ lostAtMs: mainsLostAtMs, downAtMs: disconnectedAtMs, forecasts }),
        },
      ];
    },
  );
  const lasted = Object.entries(truth.sites).filter(([, { disconnectedAtMs }]) => disconnectedAtMs === null);
  const wasCritical = ([site]: readonly [string, unknown]): boolean =>
    (watch.critical.get(site) ?? []).some(({ atMs, stands }) => stands && atMs >= truth.fromMs);
  return { sites, lasted: lasted.length, lastedCritical: lasted.filter(wasCritical).length };
};
