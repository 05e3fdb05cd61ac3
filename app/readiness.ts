import type { Readiness, ReadinessCheck } from "../api/context.ts";
import type { Broker } from "../broker/broker.ts";
import type { CommitGate } from "../ingest/commit-gate.ts";
import type { IngestCounters } from "../ingest/counters.ts";
import type { Store } from "../store/store.ts";

/** What readiness looks at. */
export interface ReadinessParts {
  readonly store: Store;
  readonly gate: CommitGate;
  readonly broker: Broker;
  readonly counters: IngestCounters;
  /** How the export to InfluxDB fares; null or left out when there is none. */
  readonly influx?: ReadinessCheck | null;
}

const journalCheck = ({ store, gate }: ReadinessParts): ReadinessCheck => {
  const { trouble, detail } = store.health();
  const reason = gate.trouble?.message ?? (trouble === null ? null : `${trouble}: ${detail}`);
  return { name: "journal", ok: reason === null, detail: reason ?? "takes readings" };
};

const repairCheck = ({ store }: ReadinessParts): ReadinessCheck => {
  const { repairs } = store.health();
  return {
    name: "recovery",
    ok: true,
    detail: repairs.length === 0 ? "nothing to repair" : repairs.join("; "),
  };
};

/** Whether the platform takes readings, and what is in the way (I7). */
export const readinessOf = (parts: ReadinessParts): Readiness => {
  const failures = parts.counters.evaluationFailures;
  const needed: readonly ReadinessCheck[] = [
    journalCheck(parts),
    repairCheck(parts),
    {
      name: "mqtt",
      ok: parts.broker.isListening,
      detail: parts.broker.isListening ? "listens" : "does not listen",
    },
    {
      name: "rules",
      ok: failures === 0,
      detail: failures === 0 ? "evaluated" : `BUG: ${failures} batches not evaluated`,
    },
  ];
  // Told, but no reason to be not ready: a platform that can't export still takes readings.
  const told = parts.influx ? [parts.influx] : [];
  return { ready: needed.every((check) => check.ok), checks: [...needed, ...told] };
};
