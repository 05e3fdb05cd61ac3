import type { Clock } from "../../telemetry/clock.ts";
import type { PlacedRow, ReadingBacklog } from "../backlog.ts";
import type { Store } from "../store.ts";
import type { ExportCursor } from "./cursor.ts";
import { alarmLine, outageLine, presenceLine } from "./event-lines.ts";
import type { ExportThread } from "./export-thread.ts";
import type { WriteReport } from "./export-worker.ts";
import type { ExportLimits } from "./limits.ts";

/** The streams of an export, in the order in which they are looked at. */
export const streams = ["reading", "transition", "outage", "presence"] as const;
/** One of `streams`. */
export type Stream = (typeof streams)[number];

/** What one request takes along. */
export interface Portion {
  readonly stream: Stream;
  readonly count: number;
  /** How many of the stream are stored after it, as near as is known. */
  readonly remaining: number;
  /** Changes whose row is not to be understood; of readings the thread tells. */
  readonly unwritable: number;
  /** When the first of it was received. */
  readonly oldestAtMs: number;
  write(): Promise<WriteReport>;
  /** The cursor once it is written. */
  readonly cursor: Partial<ExportCursor>;
}

/** Where portions come from and go to. */
export interface PortionParts {
  readonly store: Pick<Store, "readingBacklog" | "transitions" | "outageBacklog" | "presenceBacklog">;
  readonly thread: Pick<ExportThread, "readings" | "events">;
  readonly limits: ExportLimits;
  readonly clock: Clock;
}

const receivedAtMs = ({ tsMs, lagMs }: ReadingBacklog): number => (tsMs[0] ?? 0) + Math.max(0, lagMs[0] ?? 0);

/** Reads ahead: while a portion is sent, the journal is asked for the next one. */
export class ReadingPortions {
  readonly #parts: PortionParts;
  #ahead: { readonly after: ExportCursor["reading"]; readonly backlog: Promise<ReadingBacklog> } | null =
    null;
  #remaining = 0;
  #countedAtMs = Number.NEGATIVE_INFINITY;

  constructor(parts: PortionParts) {
    this.#parts = parts;
  }

  /** The next portion; null when all is exported. */
  async next({ reading }: ExportCursor): Promise<Portion | null> {
    const ahead = this.#ahead;
    this.#ahead = null;
    const backlog = await (ahead !== null && ahead.after === reading ? ahead.backlog : this.#ask(reading));
    const { mark } = backlog;
    if (mark === null) return null;
    const count = backlog.tsMs.length;
    this.#remaining = backlog.remaining ?? Math.max(1, this.#remaining - count);
    return {
      stream: "reading",
      count,
      remaining: this.#remaining,
      unwritable: 0,
      oldestAtMs: receivedAtMs(backlog),
      write: () => {
        if (backlog.remaining !== 0) this.#readAhead(mark);
        return this.#parts.thread.readings(backlog);
      },
      cursor: { reading: mark },
    };
  }

  #readAhead(after: ExportCursor["reading"]): void {
    if (this.#ahead?.after === after) return;
    const backlog = this.#ask(after);
    backlog.catch(() => undefined);
    this.#ahead = { after, backlog };
  }

  #ask(after: ExportCursor["reading"]): Promise<ReadingBacklog> {
    const { clock, limits, store } = this.#parts;
    const counted = clock() - this.#countedAtMs >= limits.countMsMin;
    if (counted) this.#countedAtMs = clock();
    return store.readingBacklog({ after, rowsMax: limits.batchReadingsMax, counted });
  }
}

/** Changes of one kind as lines, and where the cursor is after them. */
interface Changes {
  readonly lines: readonly (string | null)[];
  readonly cursor: number;
  readonly oldestAtMs: number;
  /** True when a line that is missing is one that could not be written. */
  readonly allHaveLines: boolean;
}

type EventStream = Exclude<Stream, "reading">;

const readChanges: Readonly<
  Record<EventStream, (cursor: ExportCursor, parts: PortionParts) => Promise<Changes | null>>
> = {
  transition: async ({ transition }, { store, limits }) => {
    const rows = await store.transitions({ afterSequence: transition, rowsMax: limits.batchRowsMax });
    const [first, last] = [rows[0], rows.at(-1)];
    return first === undefined || last === undefined
      ? null
      : {
          lines: rows.map(alarmLine),
          cursor: last.sequence,
          oldestAtMs: first.recordedAtMs,
          allHaveLines: true,
        };
  },
  outage: async ({ outage }, { store, limits }) => {
    const rows = await store.outageBacklog({ afterPosition: outage, rowsMax: limits.batchRowsMax });
    return changesOf(rows, outageLine, true);
  },
  presence: async ({ presence }, { store, limits }) => {
    const rows = await store.presenceBacklog({ afterPosition: presence, rowsMax: limits.batchRowsMax });
    return changesOf(rows, presenceLine, false);
  },
};

const changesOf = <Row extends { readonly changedAtMs: number }>(
  rows: readonly PlacedRow<Row>[],
  lineFrom: (row: Row) => string | null,
  allHaveLines: boolean,
): Changes | null => {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return null;
  const lines = rows.map(({ row }) => lineFrom(row));
  return { lines, cursor: last.position, oldestAtMs: first.row.changedAtMs, allHaveLines };
};

const isLine = (line: string | null): line is string => line !== null;

/** The next portion of changes of alarms, outages or presence; null when all is exported. */
export const nextEvents = async (
  stream: EventStream,
  cursor: ExportCursor,
  parts: PortionParts,
): Promise<Portion | null> => {
  const changes = await readChanges[stream](cursor, parts);
  if (changes === null) return null;
  const lines = changes.lines.filter(isLine);
  const count = changes.lines.length;
  return {
    stream,
    count,
    remaining: count < parts.limits.batchRowsMax ? 0 : 1,
    unwritable: changes.allHaveLines ? count - lines.length : 0,
    oldestAtMs: changes.oldestAtMs,
    write: () => parts.thread.events(lines),
    cursor: { [stream]: changes.cursor },
  };
};
