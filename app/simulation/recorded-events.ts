import type { RunRecord } from "../../firmware-sim/scenarios/run-record.ts";
import { nodeCode } from "../../telemetry/identifiers.ts";
import { metricNamed } from "../../telemetry/metrics.ts";
import type { RecordedEvent } from "../evaluation/recording.ts";

const storedValue = (metric: string, value: number | boolean | string): number => {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  const known = metricNamed(metric);
  return known?.kind === "word" ? known.words.indexOf(value) : Number.NaN;
};

/** What reaches the platform in a virtual run, as a recording says it. */
export function* recordedEvents(record: RunRecord): Generator<RecordedEvent> {
  const { site, atMs } = record;
  const node = nodeCode(record.node);
  if (record.kind !== "telemetry") {
    const { kind, session, periodSeconds } = record;
    yield { kind, site, node, session, periodSeconds, atMs };
    return;
  }
  for (const [metric, value] of Object.entries(record.values)) {
    yield { kind: "reading", site, node, metric, value: storedValue(metric, value), tsMs: record.tsMs, atMs };
  }
}
