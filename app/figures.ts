import type { AlarmSystem } from "../alerts/alarm-system.ts";
import type { Dispatcher } from "../alerts/dispatcher.ts";
import type { Teller } from "../alerts/notification/teller.ts";
import type { OutageLedger } from "../alerts/outages/outage-ledger.ts";
import type { Figure, LabelledValue } from "../api/metrics.ts";
import type { Broker } from "../broker/broker.ts";
import type { BrokerCounters } from "../broker/counters.ts";
import type { CommitGate } from "../ingest/commit-gate.ts";
import type { IngestCounters } from "../ingest/counters.ts";
import type { DeviceRegistry } from "../inventory/device-registry.ts";
import type { InfluxExport } from "../store/export/influx-export.ts";
import type { Store } from "../store/store.ts";
import type { Clock } from "../telemetry/clock.ts";
import type { Core } from "./core.ts";

type Read = Figure["read"];

const counter = (name: string, help: string, read: Read, labels: readonly string[] = []): Figure => ({
  name: `tramcanh_${name}_total`,
  help,
  kind: "counter",
  labels,
  read,
});

const gauge = (name: string, help: string, read: Read): Figure => ({
  name: `tramcanh_${name}`,
  help,
  kind: "gauge",
  read,
});

const labelled = (label: string, counts: Readonly<Record<string, number>>): LabelledValue[] =>
  Object.entries(counts).map(([key, value]) => ({ labels: { [label]: key }, value }));

const ingestFigures = (counters: IngestCounters, gate: CommitGate): Figure[] => [
  counter("messages", "Messages that devices published", () => counters.messages),
  counter(
    "messages_ignored",
    "Messages that hold nothing that is kept, such as attributes",
    () => counters.ignored,
  ),
  counter("readings", "Readings taken in", () => counters.readings),
  counter("readings_behind", "Readings not newer than the newest of their series", () => counters.behind),
  counter("readings_duplicate", "Readings that were stored already", () => counters.duplicates),
  counter(
    "readings_unknown_metric",
    "Readings of metrics that the dictionary does not know",
    () => counters.unknownMetrics,
  ),
  counter(
    "quarantined",
    "Messages and values that could not be taken, by reason",
    () => labelled("reason", counters.quarantined),
    ["reason"],
  ),
  counter("quarantine_dropped", "Quarantine rows over a device's share", () => counters.quarantineDropped),
  counter("commits", "Batches on disk", () => counters.commits),
  counter("commit_retries", "Batches that had to be tried again", () => counters.commitRetries),
  counter(
    "evaluation_failures",
    "BUG: batches that rules could not look at",
    () => counters.evaluationFailures,
  ),
  gauge("gathered_readings", "Readings that wait for the next commit", () => gate.gathering.readings),
];

const brokerFigures = (counters: BrokerCounters, broker: Broker): Figure[] => [
  gauge("connections", "Devices connected", () => broker.connections),
  counter("connections_accepted", "Connections accepted", () => counters.connectionsAccepted),
  counter(
    "connections_refused",
    "Connections refused, by reason",
    () =>
      labelled("reason", {
        credential: counters.connectionsRefused,
        journal: counters.connectionsPutOff,
        limit: counters.connectionsOverLimit,
      }),
    ["reason"],
  ),
  counter(
    "connection_takeovers",
    "Connections replaced by a newer one of their device",
    () => counters.takeovers,
  ),
  counter(
    "packets_refused",
    "Connections cut for a packet, by reason",
    () => labelled("reason", { malformed: counters.packetsMalformed, oversized: counters.packetsOversized }),
    ["reason"],
  ),
  counter("connections_throttled", "Times a connection was slowed down", () => counters.throttled),
  counter("wills_refused", "Connections refused for their will", () => counters.willsRefused),
  counter("subscriptions_refused", "Topic filters refused", () => counters.subscriptionsRefused),
  counter("keepalive_timeouts", "Connections ended by keep-alive", () => counters.keepaliveTimeouts),
  counter("broker_faults", "BUG: faults that a broker hook survived", () => counters.hookFaults),
];

const alarmFigures = (alarms: AlarmSystem): Figure[] => [
  gauge("alarms_known", "Alarms in memory, cleared ones too", () => alarms.counters().known),
  gauge("conditions_open", "Conditions that are not normal", () => alarms.counters().conditions),
  gauge(
    "forecasts_waiting",
    "Plants on battery whose newest reading no forecast knows yet",
    () => alarms.forecasts.waiting,
  ),
  counter("transitions", "Changes of alarms", () => alarms.counters().transitions),
  counter("notifications", "Notifications made", () => alarms.counters().notifications),
  counter("readings_late", "Readings too late for a live alarm", () => alarms.counters().lateReadings),
  counter(
    "alarms_refused",
    "Alarms refused, by limit",
    () => {
      const { raisesRefused, deviceTypesRefused } = alarms.counters();
      return labelled("limit", {
        activeAlarmsMax: raisesRefused,
        deviceAlarmTypesPerNodeMax: deviceTypesRefused,
      });
    },
    ["limit"],
  ),
];

const outageFigures = (outages: OutageLedger): Figure[] => [
  gauge("outages_open", "Outages of sites and nodes that last", () => outages.figures().open),
  counter("outages", "Outages that alarms opened", () => outages.figures().opened),
  counter(
    "outages_corrected",
    "Classes of outages that were corrected, by whom",
    () => {
      const { correctedByBackfill: backfill, correctedByOperators: operator } = outages.figures();
      return labelled("by", { backfill, operator });
    },
    ["by"],
  ),
  counter(
    "outages_unwatched",
    "Outages that left memory before backfill could no longer correct them",
    () => outages.figures().forgotten,
  ),
];

const tellingFigures = (teller: Pick<Teller, "counters">): readonly Figure[] => [
  gauge("stories", "Alarms that are told, or wait to be", () => teller.counters().stories),
  counter(
    "notification_repeats",
    "Notifications that repeat an earlier one",
    () => teller.counters().repeats,
  ),
  counter(
    "notification_escalations",
    "Notifications to whom an escalation named",
    () => teller.counters().escalations,
  ),
  counter(
    "escalations_unmanned",
    "Steps of escalations that found nobody on call",
    () => teller.counters().escalationsUnmanned,
  ),
  counter("notification_digests", "Digests of a flood of notifications", () => teller.counters().digests),
  counter(
    "notifications_digested",
    "Notifications that went into a digest",
    () => teller.counters().digested,
  ),
  counter(
    "notification_audiences_refused",
    "Audiences beyond audiencesMax",
    () => teller.counters().audiencesRefused,
  ),
  counter(
    "template_failures",
    "Titles and texts that their template could not give",
    () => teller.counters().templateFailures,
  ),
  counter(
    "stories_unreadable",
    "BUG: rows of the journal that are no stories",
    () => teller.counters().unreadable,
  ),
];

const deliveryFigures = (dispatcher: Dispatcher): Figure[] => [
  counter(
    "deliveries",
    "Attempts to deliver a notification, by channel and outcome",
    () =>
      dispatcher.health().flatMap(({ channel, delivered, failed, dead }) =>
        Object.entries({ delivered, failed, dead }).map(([outcome, value]) => ({
          labels: { channel, outcome },
          value,
        })),
      ),
    ["channel", "outcome"],
  ),
  counter("deliveries_unrecorded", "Outcomes that the journal did not take", () => dispatcher.unrecorded),
];

const keptFigures = (store: Store, devices: DeviceRegistry): Figure[] => [
  counter("readings_forgotten", "Readings deleted for their age", () => store.health().readingsDeleted),
  counter(
    "transitions_forgotten",
    "Changes of alarms deleted for their age",
    () => store.health().transitionsDeleted,
  ),
  counter(
    "notifications_forgotten",
    "Notifications deleted to make room",
    () => store.health().notificationsDeleted,
  ),
  counter("outages_forgotten", "Outages deleted for their age", () => store.health().outagesDeleted),
  counter(
    "quarantine_forgotten",
    "Quarantine rows deleted to make room",
    () => store.health().quarantineDeleted,
  ),
  counter(
    "token_checks_refused",
    "Connections put off because too many token checks wait",
    () => devices.verificationsRefused,
  ),
];

const exportFigures = ({ figures }: InfluxExport, clock: Clock): Figure[] => [
  gauge(
    "export_lag_seconds",
    "Age of the oldest that is not exported to InfluxDB",
    () => figures.health(clock()).lagSeconds,
  ),
  gauge(
    "export_lag_readings",
    "Readings that are not exported to InfluxDB",
    () => figures.health(clock()).lagReadings,
  ),
  gauge(
    "export_points_per_second",
    "Points that InfluxDB took a second, in the last ten",
    () => figures.health(clock()).pointsPerSecond,
  ),
  gauge("export_running", "1 while InfluxDB takes what is exported", () =>
    figures.state === "running" ? 1 : 0,
  ),
  counter(
    "export_points",
    "Points that InfluxDB has taken, by stream",
    () => labelled("stream", Object.fromEntries(figures.points)),
    ["stream"],
  ),
  counter(
    "export_failures",
    "Writes to InfluxDB that failed, by kind",
    () => labelled("kind", Object.fromEntries(figures.failures)),
    ["kind"],
  ),
  counter("export_refused", "Lines that InfluxDB does not take", () => figures.refused),
  counter("export_refused_dropped", "Of these, lines not kept in quarantine", () => figures.refusedDropped),
  counter(
    "export_unwritable",
    "BUG: readings and changes that can't be said in line protocol",
    () => figures.readingsUnwritable + figures.changesUnwritable,
  ),
];

/** The figures of the rooms whose insides the API does not know. */
export const platformFigures = (
  parts: Pick<Core, "counters" | "gate" | "alarms" | "outages" | "dispatcher" | "store" | "devices"> & {
    readonly broker: Broker;
    readonly brokerCounters: BrokerCounters;
    readonly influx: InfluxExport | null;
    readonly clock: Clock;
  },
): readonly Figure[] => [
  ...ingestFigures(parts.counters, parts.gate),
  ...brokerFigures(parts.brokerCounters, parts.broker),
  ...alarmFigures(parts.alarms),
  ...outageFigures(parts.outages),
  ...tellingFigures(parts.alarms.teller),
  ...deliveryFigures(parts.dispatcher),
  ...keptFigures(parts.store, parts.devices),
  ...(parts.influx === null ? [] : exportFigures(parts.influx, parts.clock)),
];
