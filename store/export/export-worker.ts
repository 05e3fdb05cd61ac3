import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { AllRefused, BisectingWriter, type RefusedLine } from "./bisect.ts";
import { InfluxConnection, InfluxFault, type InfluxPlace } from "./influx-client.ts";
import { type ReadingColumnsOf, ReadingLines, type SeriesName } from "./reading-lines.ts";
import { type FailureKind, failureKindOf, verdictOf } from "./verdict.ts";

/** What the thread is started with. */
export interface ExportWorkerStart {
  readonly place: InfluxPlace;
  readonly refusedLinesMax: number;
  /** Refused lines that one answer holds; the rest is counted. */
  readonly toldLinesMax: number;
}

/** What the thread is asked to write. */
export type ExportAsk =
  | {
      readonly kind: "readings";
      /** Series that it was not told of yet. */
      readonly names: readonly SeriesName[];
      readonly readings: ReadingColumnsOf;
    }
  | { readonly kind: "events"; readonly lines: readonly string[] };

/** What became of it. */
export type WriteReport =
  | {
      readonly kind: "written";
      readonly points: number;
      /** Those that the server does not take; the first `toldLinesMax` of them. */
      readonly refused: readonly RefusedLine[];
      readonly refusedCount: number;
      /** Since the thread began: readings that line protocol can't say. */
      readonly unwritable: number;
    }
  | {
      readonly kind: "failed";
      readonly failure: FailureKind;
      /** Nothing will be taken until somebody changes something. */
      readonly stopped: boolean;
      readonly message: string;
      /** Null when the server does not say. */
      readonly retryAfterMs: number | null;
    };

const niceness = 10;

// On Linux the priority is the thread's: what is exported later is no worse, what is acknowledged later is.
if (process.platform === "linux") setPriority(0, niceness);

const port = parentPort;
if (!port) throw new Error("BUG: store/export/export-worker.ts runs as a worker thread");
const start: ExportWorkerStart = workerData;
const connection = new InfluxConnection(start.place);
const readingLines = new ReadingLines();
const writer = new BisectingWriter(start.refusedLinesMax);

const failedReport = (error: unknown): WriteReport => {
  if (error instanceof AllRefused)
    return { kind: "failed", failure: "refused", stopped: true, message: error.message, retryAfterMs: null };
  if (error instanceof InfluxFault) {
    const { status, message, retryAfterMs, silent } = error;
    const stopped = verdictOf(status) === "stopped";
    return { kind: "failed", failure: failureKindOf(status, silent), stopped, message, retryAfterMs };
  }
  const message = `BUG: ${error instanceof Error ? error.message : String(error)}`;
  return { kind: "failed", failure: "unexpected", stopped: false, message, retryAfterMs: null };
};

const write = async (lines: readonly string[], precision: "ms" | "ns"): Promise<WriteReport> => {
  try {
    const refused = await writer.write((part) => connection.write(part, precision), lines);
    return {
      kind: "written",
      points: lines.length - refused.length,
      refused: refused.slice(0, start.toldLinesMax),
      refusedCount: refused.length,
      unwritable: readingLines.unwritable,
    };
  } catch (error) {
    return failedReport(error);
  }
};

const serve = (ask: ExportAsk): Promise<WriteReport> => {
  if (ask.kind === "events") return write(ask.lines, "ns");
  for (const name of ask.names) readingLines.name(name);
  return write(readingLines.of(ask.readings), "ms");
};

port.on("message", (ask: ExportAsk) => {
  void serve(ask).then((report) => port.postMessage(report));
});
