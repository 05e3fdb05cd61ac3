import type { CellFault, RecordingKind } from "./recording.ts";

/** Everything that a recording can say; which of it is there depends on its kind. */
export type ColumnName =
  | "site"
  | "node"
  | "ts"
  | "received_ts"
  | "metric"
  | "value"
  | "type"
  | "severity"
  | "text"
  | "raised"
  | "cleared"
  | "event"
  | "device_event"
  | "session"
  | "period";

/** Names under which other systems export the same, in lower case; the own name comes first. */
const columnWords: Readonly<Record<ColumnName, readonly string[]>> = {
  site: ["site", "site_id", "site_code", "station", "station_id"],
  node: ["node", "node_id", "equipment", "managed_object"],
  ts: ["ts", "time", "timestamp", "unix_timestamp", "event_time"],
  received_ts: ["received_ts", "received", "received_at", "receive_time"],
  metric: ["metric", "parameter", "parameter_id"],
  value: ["value"],
  type: ["type", "alarm_type", "alarm", "alarm_id", "specific_problem"],
  severity: ["severity", "perceived_severity"],
  text: ["text", "description", "additional_text"],
  raised: ["raised", "raised_at", "start_time", "begin", "start"],
  cleared: ["cleared", "cleared_at", "end_time", "end"],
  event: ["event", "state"],
  device_event: ["device_event"],
  session: ["session"],
  period: ["period", "period_seconds"],
};

/** Of an alarm the parameter tells what it is about: that is its node, when no column is called so. */
const nodeOfAlarms: readonly string[] = ["parameter_id", "parameter"];

/** What a file records, and the place of each column in its rows. */
export interface Layout {
  readonly kind: RecordingKind;
  readonly places: Readonly<Partial<Record<ColumnName, number>>>;
  readonly header: readonly string[];
}

/** The columns that each kind of recording can't do without. */
const needed = {
  readings: ["ts", "site", "metric", "value"],
  intervals: ["site", "type", "raised", "cleared"],
  events: ["ts", "site", "type", "event"],
} as const;

type Shape = keyof typeof needed;

const columnNames = Object.keys(columnWords).filter((name): name is ColumnName => name in columnWords);

const placesIn = (header: readonly string[]): Partial<Record<ColumnName, number>> => {
  const plain = header.map((name) => name.trim().toLowerCase());
  const places: Partial<Record<ColumnName, number>> = {};
  for (const name of columnNames) {
    for (const word of columnWords[name]) {
      const place = plain.indexOf(word);
      if (place >= 0) places[name] ??= place;
    }
  }
  const about = plain.findIndex((name) => nodeOfAlarms.includes(name));
  if (places.type !== undefined && places.node === undefined && about >= 0) places.node = about;
  return places;
};

const shapeOf = (places: Layout["places"]): Shape =>
  places.type === undefined ? "readings" : places.event === undefined ? "intervals" : "events";

/** Reads the header of a recording: what it records and where everything stands, or what it lacks. */
export const readHeader = (header: readonly string[]): Layout | { readonly faults: readonly CellFault[] } => {
  const places = placesIn(header);
  const shape = shapeOf(places);
  const faults = needed[shape]
    .filter((name) => places[name] === undefined)
    .map((name) => ({
      column: name,
      value: header.join(","),
      message: `the header has no column "${name}" (nor ${columnWords[name].slice(1).join(", ") || "another name of it"})`,
      fix: "readings have ts, site, node, metric, value; alarms have site, node, type, severity, raised, cleared, or ts, site, node, type, severity, event",
    }));
  if (faults.length > 0) return { faults };
  return { kind: shape === "readings" ? "readings" : "alarms", places, header };
};
