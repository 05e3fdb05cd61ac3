import type { FastifyBaseLogger } from "fastify";
import type { Alarm } from "../alerts/alarm.ts";
import type { OperatorAct } from "../alerts/alarm-operator.ts";
import type { Delivery, DeliveryOutcome } from "../alerts/channels/channel.ts";
import type { SiteForecasts } from "../alerts/forecast/site-forecasts.ts";
import type { MaintenanceWindow } from "../alerts/maintenance/window.ts";
import type { AcknowledgeLinks } from "../alerts/notification/acknowledge-links.ts";
import type { RoutingPlan } from "../alerts/notification/routing-trial.ts";
import type { CorrectionRequest } from "../alerts/outages/correction.ts";
import type { Outage } from "../alerts/outages/outage.ts";
import type { DevicePresence } from "../alerts/presence.ts";
import type { Rule } from "../alerts/rules/rule.ts";
import type { CommandDesk } from "../ingest/commands/command-desk.ts";
import type { DeviceRegistry } from "../inventory/device-registry.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { PastJournal } from "../store/past.ts";
import type { OpenNotification, Store } from "../store/store.ts";
import type { Clock } from "../telemetry/clock.ts";
import type { DeviceId, SeriesId } from "../telemetry/identifiers.ts";
import type { Act, JournalRows, TransitionRow } from "../telemetry/journal.ts";
import type { ReadingHistory } from "../telemetry/reading-history.ts";
import type { SeriesCatalog } from "../telemetry/series-catalog.ts";
import type { Field } from "./field/field.ts";
import type { Identity } from "./identity/identity.ts";
import type { ApiLimits } from "./limits.ts";
import type { Figure } from "./metrics.ts";
import type { RuleBook } from "./rule-book.ts";
import type { ConsoleSettings } from "./settings/console-settings.ts";
import type { StreamHub } from "./stream/hub.ts";
import type { Tmf } from "./tmf/tmf.ts";

/** The newest reading of a series. */
export interface LatestReading {
  readonly tsMs: number;
  readonly value: number;
  /** As in `ReadingColumns.lagMs`. */
  readonly lagMs: number;
}

/** Where the newest readings are; fed after each commit. */
export interface LatestView {
  of(series: SeriesId): LatestReading | null;
}

/** The part of the alarm system that the API asks; `alerts/alarm-system.ts` fits. */
export interface AlarmDesk {
  list(): readonly Alarm[];
  get(id: string): Alarm | undefined;
  /** The alarm as a change left it that was made since the start; undefined for older ones. */
  alarmAfter(row: TransitionRow): Alarm | undefined;
  /** Does what a person asks; throws an AlarmRequestError before any row is added. */
  operate(rows: JournalRows, nowMs: number, request: AlarmRequest): Alarm;
  /** All maintenance windows, in the order of their ids. */
  maintenanceWindows(): readonly MaintenanceWindow[];
  /** Enters a window, or another form of one; throws a MaintenanceRequestError before any row is added. */
  planMaintenance(rows: JournalRows, nowMs: number, window: MaintenanceWindow): void;
  /** Takes a window away; throws a MaintenanceRequestError before any row is added. */
  cancelMaintenance(rows: JournalRows, nowMs: number, id: string): void;
  /** How long sites on battery still have. */
  readonly forecasts: Pick<SiteForecasts, "list">;
  presence(): readonly DevicePresence[];
  presenceOf(device: DeviceId): DevicePresence | undefined;
}

/** An operator's request on one alarm. */
export interface AlarmRequest {
  readonly id: string;
  readonly actor: string;
  readonly note: string | null;
  /** When the person did it by a clock of his own; null or left out: now. */
  readonly occurredAtMs?: number | null;
  readonly act: OperatorAct;
}

/** The part of the ledger of outages that the API asks; `alerts/outages/outage-ledger.ts` fits. */
export interface OutageDesk {
  /** Corrects the class of an outage; throws an OutageRequestError before any row is added. */
  correct(rows: JournalRows, nowMs: number, request: CorrectionRequest): Outage;
}

/** How a notification channel fares. */
export interface ChannelHealth {
  readonly name: string;
  readonly kind: string;
  readonly healthy: boolean;
  readonly lastSuccessAtMs: number | null;
  readonly lastFailureAtMs: number | null;
  readonly lastError: string | null;
  /** Notifications that wait to be delivered. */
  readonly waiting: number;
  /** Nothing is sent before; null when nothing holds it back. */
  readonly pausedUntilMs: number | null;
}

/** What people do with channels and dead notifications; `alerts/dispatcher.ts` fits. */
export interface NotificationDesk {
  /** One attempt at once; null when no channel has that name. */
  probe(channel: string, delivery: Delivery): Promise<DeliveryOutcome> | null;
  /** Sends a dead notification again, once the row that opens it is committed. */
  reopen(entry: OpenNotification): void;
}

/** One thing that must hold before the platform is ready. */
export interface ReadinessCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Whether the platform takes readings and answers questions. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly ReadinessCheck[];
}

/** One error of an inventory that was not taken. */
export interface InventoryFault {
  /** Where: line and field. */
  readonly path: string;
  readonly value: string | null;
  readonly message: string;
  readonly fix: string;
}

/** What came of an import: the new inventory is in force and durable, or nothing changed. */
export type InventoryImport =
  | { readonly ok: true; readonly sites: number; readonly nodes: number }
  | { readonly ok: false; readonly faults: readonly InventoryFault[] };

/** Reads and replaces the file that the inventory lives in. */
export interface InventoryFile {
  /** The inventory in force as YAML. */
  export(): string;
  /**
   * Checks the text and, when it is right, replaces file and inventory, then calls `record` in an `Act`, which adds
   * the audit entry.
   */
  replace(yaml: string, record: (rows: JournalRows, nowMs: number) => void): Promise<InventoryImport>;
}

/** What came of reading the rules anew: all are in force, or nothing changed. */
export type RulesReload =
  | { readonly ok: true; readonly rules: number }
  | { readonly ok: false; readonly faults: readonly InventoryFault[] };

/** Reads the rule files anew. */
export interface RulesFile {
  /** Checks the files and, when they are right, calls `record` in an `Act`, which adds the audit entry. */
  reload(record: (rows: JournalRows, nowMs: number) => void): Promise<RulesReload>;
}

/** Everything that the HTTP side needs from the rest of the house, handed in by `app/start.ts`. */
export interface ApiContext {
  /** Of the package, for `/version`. */
  readonly version: string;
  readonly clock: Clock;
  readonly log: FastifyBaseLogger;
  /** Adds durable changes to the next commit; `CommitGate.act` fits. */
  readonly act: Act;
  readonly store: Pick<
    Store,
    "transitions" | "quarantine" | "notifications" | "outages" | "deadLetters" | "audit" | "health"
  > &
    PastJournal;
  /** Where ranges of readings are: the store itself, or a database that it is exported to. */
  readonly history: ReadingHistory;
  readonly catalog: SeriesCatalog;
  readonly latest: LatestView;
  readonly alarms: AlarmDesk;
  readonly outages: OutageDesk;
  /** The inventory in force. */
  readonly inventory: () => Inventory;
  readonly inventoryFile: InventoryFile;
  readonly devices: DeviceRegistry;
  /** Told after a device was revoked, so that its connection is closed. */
  readonly deviceRevoked: (device: DeviceId) => void;
  /** Commands to devices, and what became of them. */
  readonly commands: CommandDesk;
  /** Told once a command for the device is on disk, so that it goes out. */
  readonly commandAsked: (device: DeviceId) => void;
  /** The rules in force. */
  readonly rules: () => readonly Rule[];
  readonly rulesFile: RulesFile;
  readonly ruleBook: RuleBook;
  /** Who is told of what. */
  readonly routing: RoutingPlan;
  readonly channels: () => readonly ChannelHealth[];
  readonly dispatcher: NotificationDesk;
  readonly readiness: () => Readiness;
  readonly identity: Identity;
  /** Links of notifications that acknowledge; left out or null: there are none. */
  readonly links?: Pick<AcknowledgeLinks, "read" | "use"> | null;
  /** What the console gets of the configuration. */
  readonly settings: ConsoleSettings;
  /** What people at the sites tell and show. */
  readonly field: Field;
  readonly hub: StreamHub;
  readonly tmf: Tmf;
  /** Further figures for `/metrics`: ingest, broker, dispatcher. */
  readonly figures: readonly Figure[];
  /** Folder with the files of the page; null serves none. */
  readonly pageDirectory: string | null;
  /** True when browsers reach the platform over TLS: cookies are then `Secure`. */
  readonly secureCookies: boolean;
  /** Addresses or networks of proxies whose `X-Forwarded-For` is believed; left out: none. */
  readonly trustedProxies?: readonly string[];
  readonly limits: ApiLimits;
}
