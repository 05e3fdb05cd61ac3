import { AlarmSystem } from "../../alerts/alarm-system.ts";
import { MaintenancePlan } from "../../alerts/maintenance/plan.ts";
import type { MaintenanceWindow } from "../../alerts/maintenance/window.ts";
import { LateReadings } from "../../alerts/outages/late-readings.ts";
import { OutageLedger } from "../../alerts/outages/outage-ledger.ts";
import { type DescribeSite, type Route, routeSchema } from "../../alerts/routes.ts";
import type { Rule } from "../../alerts/rules/rule.ts";
import { describeFrom } from "../../alerts/site-description.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { Topology } from "../../inventory/topology.ts";
import { DeviceNumbers } from "../../telemetry/device-numbers.ts";
import { deviceId, isCode } from "../../telemetry/identifiers.ts";
import type { JournalRows } from "../../telemetry/journal.ts";
import { emptyRows } from "../../telemetry/journal.ts";
import { SeriesCatalog } from "../../telemetry/series-catalog.ts";
import { plannedNumberOf } from "../planned-number.ts";
import { OutageSight } from "./outage-sight.ts";
import type { RecordedEvent } from "./recording.ts";
import { Replay } from "./replay.ts";
import { Sight } from "./sight.ts";

/** What is held against what happened. */
export interface EvaluationRules {
  readonly rules: readonly Rule[];
  readonly inventory: Inventory;
  /** Empty: everything is told. */
  readonly routes: readonly Route[];
  /** For alarms of the recording whose device rule states no delay of its own. */
  readonly delays: { readonly forMs: number; readonly keepFiringForMs: number };
  /** How often each site reports that does not announce it, so that its silence counts; null: silence says nothing. */
  readonly periodMs: number | null;
  /** What was planned; none when left out. */
  readonly windows?: readonly MaintenanceWindow[];
}

/** Where everything goes when nobody said where. */
const toTheOperator: readonly Route[] = [routeSchema.parse({ to: ["operator"] })];

/** A site that the inventory does not know gets a plain entry: its code for a name, nobody's. */
const describeSiteOf =
  (inventory: Inventory): DescribeSite =>
  (code) =>
    describeFrom(inventory, code) ?? { name: code, operators: [], commune: null };

const delayed = (rule: Rule, delays: EvaluationRules["delays"]): Rule =>
  rule.kind === "device" && rule.forMs === 0 && rule.keepFiringForMs === 0 ? { ...rule, ...delays } : rule;

/** Alarms and the ledger of outages, joined as on the platform, on a virtual clock; memory is bounded. */
export class Evaluation {
  readonly sight: Sight;
  readonly outages = new OutageSight();
  readonly #system: AlarmSystem;
  readonly #replay: Replay;
  readonly #sites = new Set<string>();
  #fromMs: number | null = null;

  constructor(plan: EvaluationRules) {
    const catalog = new SeriesCatalog();
    const devices = new DeviceNumbers();
    const ledger = new OutageLedger({
      alarmOf: (id) => this.#system.get(id),
      deviceOf: ({ meaning, qualifier }) =>
        meaning === "unreachable" && isCode(qualifier)
          ? this.#system.presenceOf(deviceId(qualifier))
          : undefined,
    });
    const { rules, inventory, routes, delays, periodMs, windows = [] } = plan;
    const maintenance = new MaintenancePlan(describeSiteOf(inventory));
    for (const window of windows) maintenance.put(emptyRows(), 0, window);
    this.#system = new AlarmSystem({
      rules: rules.map((rule) => delayed(rule, delays)),
      catalog,
      devices,
      describeSite: describeSiteOf(inventory),
      maintenance,
      routes: routes.length === 0 ? toTheOperator : routes,
      plannedNumber: plannedNumberOf(() => inventory),
      topology: new Topology(inventory),
      followers: [(change, recording) => ledger.follow(change, recording)],
    });
    const system = this.#system;
    const lateness: AlarmSystem["lateness"] = (site, lagMs) => system.lateness(site, lagMs);
    const late = new LateReadings({ ledger, catalog, lateness });
    this.sight = new Sight((id) => system.get(id));
    const onRows = (rows: JournalRows): void => {
      this.sight.follow(rows);
      this.outages.follow(rows);
    };
    this.#replay = new Replay({ system, late, catalog, devices, periodMs, onRows });
  }

  /** Sites that something happened at. */
  get sites(): ReadonlySet<string> {
    return this.#sites;
  }

  /** From the first event to where time stands; null before the first one. */
  get span(): readonly [fromMs: number, toMs: number] | null {
    const toMs = this.#replay.nowMs;
    return this.#fromMs === null || toMs === null ? null : [this.#fromMs, toMs];
  }

  /** What of the readings was no news, and what was refused at limits. */
  figures(): { readonly outOfRange: number; readonly behind: number; readonly refused: number } {
    const { raisesRefused, deviceTypesRefused } = this.#system.counters();
    const { outOfRange, behind } = this.#replay;
    return { outOfRange, behind, refused: raisesRefused + deviceTypesRefused };
  }

  /** Something happens, not before what happened last. */
  follow(event: RecordedEvent): void {
    this.#fromMs ??= event.atMs;
    this.#sites.add(event.site);
    this.sight.record(event);
    this.#replay.follow(event);
  }

  /** Nothing more happens; time goes on until every delay had its time. */
  finish(): void {
    this.#replay.finish();
  }
}
