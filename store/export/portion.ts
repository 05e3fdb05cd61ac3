import type { ReadingBacklog } from "../backlog.ts";
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
}

const receivedAtMs = ({ tsMs, lagMs }: ReadingBacklog): number => (tsMs[0] ?? 0) + Math.max(0, lagMs[0] ?? 0);

/** Reads ahead: while a portion is sent, the journal is asked for the next one. */
export class ReadingPortions {
  readonly #parts: PortionParts;
  #ahead: { readonly after: ExportCursor["reading"]; readonly backlog: Promise<ReadingBacklog> } | null =
    null;

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
    return {
      stream: "reading",
      count,
      remaining: backlog.remaining,
      oldestAtMs: receivedAtMs(backlog),
      write: () => {
        if (backlog.remaining > 0) this.#readAhead(mark);
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
    return this.#parts.store.readingBacklog({ after, rowsMax: this.#parts.limits.batchReadingsMax });
  }
}

const isLine = (line: string | null): line is string => line !== null;

/** The next portion of changes of alarms, outages or presence; null when all is exported. */
export const nextEvents = async (
  stream: Exclude<Stream, "reading">,
  cursor: ExportCursor,
  { store, thread, limits }: PortionParts,
): Promise<Portion | null> => {
  const rowsMax = limits.batchRowsMax;
  const portion = (lines: readonly (string | null)[], at: number, oldestAtMs: number): Portion => ({
    stream,
    count: lines.length,
    remaining: lines.length < rowsMax ? 0 : 1,
    oldestAtMs,
    write: () => thread.events(lines.filter(isLine)),
    cursor: { [stream]: at },
  });
  if (stream === "transition") {
    const rows = await store.transitions({ afterSequence: cursor.transition, rowsMax });
    const last = rows.at(-1);
    return last === undefined
      ? null
      : portion(rows.map(alarmLine), last.sequence, rows[0]?.recordedAtMs ?? last.recordedAtMs);
  }
  if (stream === "outage") {
    const rows = await store.outageBacklog({ afterPosition: cursor.outage, rowsMax });
    const last = rows.at(-1);
    return last === undefined
      ? null
      : portion(
          rows.map(({ row }) => outageLine(row)),
          last.position,
          last.row.changedAtMs,
        );
  }
  const rows = await store.presenceBacklog({ afterPosition: cursor.presence, rowsMax });
  const last = rows.at(-1);
  return last === undefined
    ? null
    : portion(
        rows.map(({ row }) => presenceLine(row)),
        last.position,
        last.row.changedAtMs,
      );
};
