import type { Figure, LabelledValue } from "../api/metrics.ts";
import type { Broker } from "../broker/broker.ts";
import type { BrokerCounters } from "../broker/counters.ts";
import type { CommitGate } from "../ingest/commit-gate.ts";
import type { IngestCounters } from "../ingest/counters.ts";

type Read = Figure["read"];

const counter = (name: string, help: string, read: Read, labels: readonly string[] = []): Figure => ({
  name: `tramcanh_${name}_total`,
  help,
  kind: "counter",
  labels,
  read,
});

const labelled = (label: string, counts: Readonly<Record<string, number>>): LabelledValue[] =>
  Object.entries(counts).map(([key, value]) => ({ labels: { [label]: key }, value }));

const ingestFigures = (counters: IngestCounters, gate: CommitGate): Figure[] => [
  counter("messages", "Messages that devices published", () => counters.messages),
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
  {
    name: "tramcanh_gathered_readings",
    help: "Readings that wait for the next commit",
    kind: "gauge",
    read: () => gate.gathering.readings,
  },
];

const brokerFigures = (counters: BrokerCounters, broker: Broker): Figure[] => [
  {
    name: "tramcanh_connections",
    help: "Devices connected",
    kind: "gauge",
    read: () => broker.connections,
  },
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

/** The figures of the rooms that the API does not know: broker and ingest. */
export const platformFigures = (parts: {
  readonly ingest: IngestCounters;
  readonly gate: CommitGate;
  readonly brokerCounters: BrokerCounters;
  readonly broker: Broker;
}): readonly Figure[] => [
  ...ingestFigures(parts.ingest, parts.gate),
  ...brokerFigures(parts.brokerCounters, parts.broker),
];
