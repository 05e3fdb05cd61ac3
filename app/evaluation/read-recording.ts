import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { CsvError, parse } from "csv-parse";
import { type ConfigurationFault, StartRefused } from "../start-refused.ts";
import type { Notation } from "./cells.ts";
import { type Layout, readHeader } from "./columns.ts";
import { evaluationLimits } from "./limits.ts";
import type { CellFault, RecordedEvent, RecordingKind } from "./recording.ts";
import { RowReader } from "./row-reader.ts";
import { TimeOrder } from "./time-order.ts";

/** What is to be read, and how its cells are written. */
export interface RecordingSource extends Omit<Notation, "decimalComma"> {
  readonly path: string;
}

const wordsOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

const refuse = (file: string, fault: Omit<ConfigurationFault, "file" | "path">): StartRefused =>
  new StartRefused([{ file, path: "", ...fault }]);

const headBytes = 65_536;

/** A semicolon is what spreadsheets in Vietnamese write, because the comma is the decimal sign there. */
const delimiterOf = async (path: string): Promise<"," | ";"> => {
  const file = await open(path).catch((cause: unknown) => {
    const message = `can't be read: ${wordsOf(cause)}`;
    throw refuse(path, { value: null, message, fix: "give the path of a readable CSV file" });
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0).catch((cause) => {
      throw refuse(path, { value: null, message: `can't be read: ${wordsOf(cause)}`, fix: "name a file" });
    });
    const [header = ""] = buffer.toString("utf8", 0, bytesRead).split("\n", 1);
    return header.split(";").length > header.split(",").length ? ";" : ",";
  } finally {
    await file.close();
  }
};

interface Row {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

const isRow = (given: unknown): given is Row =>
  typeof given === "object" && given !== null && "record" in given;

/** A recording that is being read, a row at a time: whatever its length, the memory is bounded. */
export class RecordingReader {
  readonly #source: RecordingSource;
  readonly #faults: ConfigurationFault[] = [];
  readonly #order = new TimeOrder<RecordedEvent>(evaluationLimits.eventsHeldBackMax);
  #layout: Layout | null = null;
  rows = 0;

  constructor(source: RecordingSource) {
    this.#source = source;
  }

  /** Null until the header was read. */
  get kind(): RecordingKind | null {
    return this.#layout?.kind ?? null;
  }

  /** Events that came later than what was held back: they happen when they come. */
  get outOfOrder(): number {
    return this.#order.outOfOrder;
  }

  /** All that happened, in the order of time. Throws StartRefused with the wrong rows, at most `rowFaultsMax`. */
  async *events(): AsyncGenerator<RecordedEvent> {
    const delimiter = await delimiterOf(this.#source.path);
    let reader: RowReader | null = null;
    for await (const { record, info } of this.#rowsOf(delimiter)) {
      reader ??= this.#readerOf(record, delimiter === ";");
      if (this.rows++ > 0) yield* this.#eventsOf(reader, record, info.lines);
    }
    if (reader === null) {
      const fix = "give a CSV file whose first line names the columns";
      throw refuse(this.#source.path, { value: null, message: "the file is empty", fix });
    }
    if (this.#faults.length > 0) throw new StartRefused(this.#faults);
    this.rows--;
    yield* this.#order.drain();
  }

  async *#rowsOf(delimiter: string): AsyncGenerator<Row> {
    const parser = createReadStream(this.#source.path).pipe(
      parse({
        bom: true,
        delimiter,
        info: true,
        relax_column_count: true,
        skip_empty_lines: true,
        trim: true,
        max_record_size: evaluationLimits.rowCharactersMax,
      }),
    );
    try {
      for await (const row of parser) if (isRow(row)) yield row;
    } catch (cause) {
      if (!(cause instanceof CsvError)) throw cause;
      const fix =
        'correct the row: a cell with a quotation mark needs quotes around it and "" for each inside';
      const line = typeof cause["lines"] === "number" ? `:${cause["lines"]}` : "";
      const message = `is no CSV: ${cause.message}`;
      throw new StartRefused([
        ...this.#faults,
        { file: `${this.#source.path}${line}`, path: "", value: null, message, fix },
      ]);
    }
  }

  #readerOf(header: readonly string[], decimalComma: boolean): RowReader {
    const layout = readHeader(header);
    if ("faults" in layout) {
      throw new StartRefused(layout.faults.map((fault) => this.#faultOf(fault, 1)));
    }
    this.#layout = layout;
    return new RowReader(layout, { ...this.#source, decimalComma });
  }

  *#eventsOf(reader: RowReader, cells: readonly string[], line: number): Iterable<RecordedEvent> {
    const { events, faults } = reader.read(cells);
    this.#faults.push(...faults.map((fault) => this.#faultOf(fault, line)));
    if (this.#faults.length >= evaluationLimits.rowFaultsMax) throw new StartRefused(this.#faults);
    if (this.#faults.length > 0) return;
    const isMoment = events.length === 2 && events[0]?.atMs === events[1]?.atMs;
    for (const event of events) {
      const earliest = this.#order.add(event, rankOf(event, isMoment));
      if (earliest !== null) yield earliest;
    }
  }

  #faultOf({ column, value, message, fix }: CellFault, line: number): ConfigurationFault {
    return {
      file: `${this.#source.path}:${line}`,
      path: column,
      value: value && JSON.stringify(value),
      message,
      fix,
    };
  }
}

/** Within one instant what began earlier ends before the next begins; what has no length begins before it ends. */
const rankOf = (event: RecordedEvent, isMoment: boolean): number => {
  if (event.kind !== "alarm") return 0;
  if (!event.paired) return 1;
  return !event.cleared ? 1 : isMoment ? 2 : 0;
};
