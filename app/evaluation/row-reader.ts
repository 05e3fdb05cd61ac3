import { nodeCode, siteCode } from "../../telemetry/identifiers.ts";
import {
  type Notation,
  readCleared,
  readCode,
  readCount,
  readDeviceEvent,
  readMetric,
  readSeverity,
  readTime,
  readType,
  readValue,
} from "./cells.ts";
import type { ColumnName, Layout } from "./columns.ts";
import {
  type CellFault,
  type RecordedAlarm,
  type RecordedEvent,
  type Understood,
  wrong,
} from "./recording.ts";

/** The node of what is said of a site as a whole. */
const siteItself = "site";

/** Reads the rows of one recording: each becomes what happened, or what is wrong with it. */
export class RowReader {
  readonly #layout: Layout;
  readonly #notation: Notation;
  #cells: readonly string[] = [];
  #faults: CellFault[] = [];

  constructor(layout: Layout, notation: Notation) {
    this.#layout = layout;
    this.#notation = notation;
  }

  /** What happened by this row: one reading, one end of an alarm or both. */
  read(cells: readonly string[]): {
    readonly events: readonly RecordedEvent[];
    readonly faults: readonly CellFault[];
  } {
    this.#cells = cells;
    this.#faults = [];
    const events = this.#layout.kind === "readings" ? this.#reading() : this.#alarm();
    return { events: this.#faults.length > 0 ? [] : events, faults: this.#faults };
  }

  #text(column: ColumnName): string {
    const place = this.#layout.places[column];
    return place === undefined ? "" : (this.#cells[place] ?? "").trim();
  }

  /** What a cell says; when it can't be understood a stand-in, and the row is wrong. */
  #take<Value>(column: ColumnName, read: (text: string) => Understood<Value>, standIn: Value): Value {
    const understood = read(this.#text(column));
    if ("value" in understood) return understood.value;
    const place = this.#layout.places[column];
    const name = place === undefined ? column : (this.#layout.header[place] ?? column);
    this.#faults.push({ column: name, ...understood.fault });
    return standIn;
  }

  #time(column: ColumnName): number {
    return this.#take(column, (text) => readTime(text, this.#notation), 0);
  }

  #where() {
    const site = this.#take("site", readCode, "wrong");
    const node = this.#take(
      "node",
      (text) => (text === "" ? { value: siteItself } : readCode(text)),
      "wrong",
    );
    return { site: siteCode(site), node: nodeCode(node) };
  }

  #reading(): readonly RecordedEvent[] {
    if (this.#text("device_event") !== "") return [this.#presence()];
    const metric = this.#take("metric", (text) => readMetric(text, this.#notation), "wrong");
    const value = this.#take("value", (text) => readValue(text, metric, this.#notation), 0);
    const tsMs = this.#time("ts");
    const atMs = this.#text("received_ts") === "" ? tsMs : this.#time("received_ts");
    return [{ kind: "reading", ...this.#where(), metric, value, tsMs, atMs }];
  }

  #presence(): RecordedEvent {
    const kind = this.#take("device_event", readDeviceEvent, "lost");
    const session = this.#take("session", readCount, 1);
    const periodSeconds = kind === "birth" ? this.#take("period", readCount, 1) : 1;
    const atMs = this.#time(this.#text("received_ts") === "" ? "ts" : "received_ts");
    return { kind, ...this.#where(), session, periodSeconds, atMs };
  }

  #alarm(): readonly RecordedEvent[] {
    const type = this.#take("type", (text) => readType(text, this.#notation), "wrong");
    const severity = this.#take("severity", readSeverity, "indeterminate");
    const text = (this.#text("text") || this.#text("type")).slice(0, 500);
    const alarm = { kind: "alarm", ...this.#where(), type, severity, text } as const;
    return this.#layout.places.event === undefined ? this.#interval(alarm) : [this.#single(alarm)];
  }

  #single(alarm: Omit<RecordedAlarm, "cleared" | "paired" | "atMs">): RecordedAlarm {
    const cleared = this.#take("event", readCleared, false);
    return { ...alarm, cleared, paired: false, atMs: this.#time("ts") };
  }

  #interval(alarm: Omit<RecordedAlarm, "cleared" | "paired" | "atMs">): readonly RecordedAlarm[] {
    const raisedMs = this.#time("raised");
    const raised = { ...alarm, cleared: false, paired: true, atMs: raisedMs };
    if (this.#text("cleared") === "") return [raised];
    const clearedMs = this.#take("cleared", (text) => this.#notBefore(text, raisedMs), raisedMs);
    return [raised, { ...alarm, cleared: true, paired: true, atMs: clearedMs }];
  }

  #notBefore(text: string, raisedMs: number): Understood<number> {
    const cleared = readTime(text, this.#notation);
    if (!("value" in cleared) || cleared.value >= raisedMs) return cleared;
    return wrong(
      text,
      "lies before the raise of the same row",
      "correct it, or leave it empty while the alarm stands",
    );
  }
}
