import type {
  AuditRow,
  ConditionRow,
  DeliveryRow,
  DocumentRow,
  NotificationRow,
  OutageRow,
  PresenceRow,
  QuarantineRow,
  SeriesRow,
  TransitionRow,
} from "../telemetry/journal.ts";
import type { Cell, ColumnType } from "./duckdb.ts";

/** Version of the tables; a database with a higher one is refused, one with a lower one is brought up to it. */
export const schemaVersion = 2;

/** One column: its name in the database and the field of the row that it holds. */
export interface Column<Field extends string> {
  readonly name: string;
  readonly field: Field;
  readonly type: ColumnType;
}

type Cells<Row> = { readonly [Field in keyof Row]: Cell };

/** A table of rows; a last column `position` keeps the order in which they came. */
export interface Table<Row extends Cells<Row>> {
  readonly name: string;
  readonly columns: readonly Column<keyof Row & string>[];
  /** What makes a row the same row when a commit is tried again; null where a second copy changes nothing. */
  readonly key: { readonly sql: string; readonly of: (row: Row) => string } | null;
}

const text = <Field extends string>(field: Field): Column<Field> => ({ name: field, field, type: "VARCHAR" });
const whole = <Field extends string>(name: string, field: Field): Column<Field> => ({
  name,
  field,
  type: "BIGINT",
});

/** The table of each kind of row. */
export interface Tables {
  readonly series: Table<SeriesRow>;
  readonly quarantine: Table<QuarantineRow>;
  readonly presence: Table<PresenceRow>;
  readonly condition: Table<ConditionRow>;
  readonly transition: Table<TransitionRow>;
  readonly notification: Table<NotificationRow>;
  readonly delivery: Table<DeliveryRow>;
  readonly outage: Table<OutageRow>;
  readonly document: Table<DocumentRow>;
  readonly audit: Table<AuditRow>;
}

/** The tables, named as in `JournalRows`; of presence, condition, outage and document the newest row is in force. */
export const tables: Tables = {
  series: {
    name: "series",
    columns: [
      { name: "id", field: "id", type: "INTEGER" },
      text("site"),
      text("node"),
      text("metric"),
      whole("first_seen_at_ms", "firstSeenAtMs"),
    ],
    key: { sql: "CAST(id AS VARCHAR)", of: (row) => String(row.id) },
  },
  quarantine: {
    name: "quarantine",
    columns: [
      text("id"),
      whole("received_at_ms", "receivedAtMs"),
      text("device"),
      text("site"),
      text("topic"),
      text("metric"),
      text("reason"),
      text("detail"),
      text("payload"),
    ],
    key: { sql: "id", of: (row) => row.id },
  },
  presence: {
    name: "presence",
    columns: [text("device"), whole("changed_at_ms", "changedAtMs"), text("body")],
    key: null,
  },
  condition: {
    name: "condition",
    columns: [text("key"), whole("changed_at_ms", "changedAtMs"), text("body")],
    key: null,
  },
  transition: {
    name: "transition",
    columns: [
      whole("sequence", "sequence"),
      text("id"),
      text("alarm"),
      text("site"),
      text("node"),
      text("event"),
      text("severity"),
      whole("event_at_ms", "eventAtMs"),
      whole("recorded_at_ms", "recordedAtMs"),
      text("body"),
    ],
    key: { sql: "id", of: (row) => row.id },
  },
  notification: {
    name: "notification",
    columns: [
      text("id"),
      text("transition"),
      text("channel"),
      whole("created_at_ms", "createdAtMs"),
      text("body"),
    ],
    key: { sql: "id", of: (row) => row.id },
  },
  delivery: {
    name: "delivery",
    columns: [
      text("notification"),
      whole("attempted_at_ms", "attemptedAtMs"),
      whole("attempt", "attempt"),
      text("outcome"),
      text("detail"),
    ],
    key: {
      sql: "concat_ws(' ', attempt, attempted_at_ms, outcome, notification)",
      of: (row) => `${row.attempt} ${row.attemptedAtMs} ${row.outcome} ${row.notification}`,
    },
  },
  outage: {
    name: "outage",
    columns: [
      text("id"),
      text("subject"),
      text("site"),
      text("node"),
      { name: "cause_class", field: "causeClass", type: "VARCHAR" },
      whole("from_ms", "fromMs"),
      whole("to_ms", "toMs"),
      whole("changed_at_ms", "changedAtMs"),
      text("body"),
    ],
    key: null,
  },
  document: {
    name: "document",
    columns: [text("kind"), text("id"), whole("changed_at_ms", "changedAtMs"), text("body")],
    key: null,
  },
  audit: {
    name: "audit",
    columns: [
      whole("sequence", "sequence"),
      whole("at_ms", "atMs"),
      text("actor"),
      text("action"),
      text("target"),
      text("detail"),
      text("hash"),
    ],
    key: { sql: "CAST(sequence AS VARCHAR)", of: (row) => String(row.sequence) },
  },
};

/** Tables of which only the newest row of each key matters, with the key's columns. */
export const newestInForce = [
  { name: "presence", key: "device", nullable: false },
  { name: "condition", key: "key", nullable: true },
  { name: "outage", key: "id", nullable: false },
  { name: "document", key: "kind, id", nullable: true },
] as const;

/** Types of a table's columns, position last. */
export const columnTypes = (table: {
  readonly columns: readonly Column<string>[];
}): readonly ColumnType[] => [...table.columns.map(({ type }) => type), "BIGINT"];

/** A row as cells in the order of its table's columns, position last. */
export const cellsOf = <Row extends Cells<Row>>(table: Table<Row>, row: Row, position: number): Cell[] => {
  const cells: Cell[] = table.columns.map(({ field }) => row[field]);
  cells.push(position);
  return cells;
};

/** A select list that names the fields of the rows and gives whole numbers as DOUBLE. */
export const selectList = (table: { readonly columns: readonly Column<string>[] }): string =>
  table.columns
    .map(({ name, field, type }) =>
      type === "BIGINT" ? `CAST("${name}" AS DOUBLE) AS "${field}"` : `"${name}" AS "${field}"`,
    )
    .join(", ");

const createTable = (table: { readonly name: string; readonly columns: readonly Column<string>[] }): string =>
  `CREATE TABLE ${table.name} (${[
    ...table.columns.map(({ name, type }) => `"${name}" ${type}`),
    "position BIGINT",
  ].join(", ")})`;

const createReadings = "series INTEGER, ts BIGINT, value DOUBLE, lag INTEGER";

/** Creates the tables of a new database. */
export const createStatements: readonly string[] = [
  "CREATE TABLE format (version INTEGER)",
  `CREATE TABLE reading (${createReadings})`,
  ...Object.values(tables).map(createTable),
  `INSERT INTO format VALUES (${schemaVersion})`,
];

/** What brings a database of each older version one version further; in one transaction with the new number. */
export const migrations: Readonly<Record<number, readonly string[]>> = {
  1: [createTable(tables.outage)],
};

/** A table of readings still to be compared with the stored ones; temporary, so neither logged nor kept. */
export const createStaging = `CREATE TEMP TABLE IF NOT EXISTS staging (${createReadings})`;
