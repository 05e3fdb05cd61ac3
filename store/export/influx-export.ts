import { setTimeout as delay } from "node:timers/promises";
import type { Act, JournalBatch } from "../../telemetry/journal.ts";
import type { RefusedLine } from "./bisect.ts";
import { cursorRow, type ExportCursor } from "./cursor.ts";
import { ExportFigures } from "./export-figures.ts";
import type { WriteReport } from "./export-worker.ts";
import {
  nextEvents,
  type Portion,
  type PortionParts,
  ReadingPortions,
  type Stream,
  streams,
} from "./portion.ts";
import { RefusedLines } from "./refused-lines.ts";
import { SettledCursor } from "./settled-cursor.ts";

/** The alarm of the platform about its own export. */
export interface ExportAlarm {
  /** The text says why: kind of failure and the server's words. */
  raise(text: string): void;
  clear(): void;
}

/** What an export works with. */
export interface ExportParts extends Omit<PortionParts, "thread"> {
  readonly thread: PortionParts["thread"] & { stop(): Promise<void> };
  readonly act: Act;
  /** Fresh waiting times between attempts, in milliseconds: own back-off with jitter. */
  readonly waits: () => Iterator<number, never>;
  readonly newId: () => string;
  readonly alarm: ExportAlarm;
  readonly log: (level: "info" | "warn", facts: object, message: string) => void;
  /** Where it goes, for the cursor and the log: address, organization and bucket. */
  readonly place: string;
  readonly cursor: ExportCursor;
}

type Failed = Extract<WriteReport, { readonly kind: "failed" }>;
type Written = Extract<WriteReport, { readonly kind: "written" }>;

/**
 * Sends what the journal holds to InfluxDB, in the order of writing, and moves its cursor only over what was taken. The
 * journal is its buffer: while InfluxDB is away nothing but the batch in hand is in memory.
 */
export class InfluxExport {
  readonly figures = new ExportFigures();
  readonly #parts: ExportParts;
  readonly #readings: ReadingPortions;
  readonly #refused: RefusedLines;
  readonly #stop = new AbortController();
  #waits: Iterator<number, never>;
  readonly #settling: SettledCursor;
  #cursor: ExportCursor;
  #noted: ExportCursor;
  #rewoundAtMs = Number.NEGATIVE_INFINITY;
  #notedAtMs = Number.NEGATIVE_INFINITY;
  #nextAtMs = Number.NEGATIVE_INFINITY;
  /** Settles when something was committed since the journal was last asked. */
  #news = Promise.withResolvers<void>();
  #alarmed = true;
  #running: Promise<void> | null = null;

  constructor(parts: ExportParts) {
    this.#parts = parts;
    this.#readings = new ReadingPortions(parts);
    this.#refused = new RefusedLines(parts.limits, parts.newId);
    this.#waits = parts.waits();
    this.#settling = new SettledCursor(parts.cursor, parts.limits.settleMs);
    this.#cursor = parts.cursor;
    this.#noted = parts.cursor;
  }

  /** Begins where the cursor is. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** To be told of each commit. */
  committed(batch: JournalBatch): void {
    const { transition, outage, presence } = batch.rows;
    const readings = batch.fresh.length + batch.behind.length;
    // The note of the cursor is a commit too, and brings nothing to export.
    if (readings + transition.length + outage.length + presence.length === 0) return;
    this.figures.committed(readings, this.#parts.clock());
    this.#news.resolve();
  }

  /** Ends after what is under way is given up, and notes the cursor. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#news.resolve();
    await this.#parts.thread.stop();
    await this.#running;
    await this.#note();
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#news = Promise.withResolvers();
      try {
        const moved = await this.#round();
        if (this.#parts.clock() - this.#notedAtMs >= this.#parts.limits.cursorMsMin) await this.#note();
        if (!moved) await this.#rest();
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        await this.#wait({
          kind: "failed",
          failure: "journal",
          stopped: false,
          message: `the journal can't be read: ${message}`,
          retryAfterMs: null,
        });
      }
    }
  }

  /** One portion of each stream; false when there was none. */
  async #round(): Promise<boolean> {
    let moved = false;
    for (const stream of streams) {
      const portion = await this.#next(stream);
      if (portion === null) continue;
      this.figures.took(portion);
      moved = (await this.#deliver(portion)) || moved;
    }
    return moved;
  }

  #next(stream: Stream): Promise<Portion | null> {
    if (this.#stop.signal.aborted) return Promise.resolve(null);
    return stream === "reading"
      ? this.#readings.next(this.#cursor)
      : nextEvents(stream, this.#cursor, this.#parts);
  }

  /** Sends a portion until it is taken, or others have to be sent again before; false when the export stops. */
  async #deliver(portion: Portion): Promise<boolean> {
    while (!this.#stop.signal.aborted) {
      await this.#pace(portion);
      const report = await portion.write();
      if (report.kind === "written") {
        await this.#taken(portion, report);
        return true;
      }
      if (this.#stop.signal.aborted) return false;
      await this.#wait(report);
      if (report.failure === "unreachable" && this.#rewinds()) return true;
    }
    return false;
  }

  /** A server that was gone may have lost what it took last. Once in `settleMs`, so that there is always progress. */
  #rewinds(): boolean {
    const nowMs = this.#parts.clock();
    if (nowMs - this.#rewoundAtMs < this.#parts.limits.settleMs) return false;
    const settled = this.#settling.rewind();
    if (settled === this.#cursor) return false;
    this.#rewoundAtMs = nowMs;
    this.#cursor = settled;
    return true;
  }

  /** A backlog leaves the machine to ingest now and then: the time between two portions is that of the first. */
  async #pace({ count, remaining }: Portion): Promise<void> {
    const waitMs = this.#nextAtMs - this.#parts.clock();
    if (waitMs >= 1) await this.#sleep(waitMs);
    const leastMs = remaining === 0 ? 0 : (count * 1_000) / this.#parts.limits.readingsPerSecondMax;
    this.#nextAtMs = this.#parts.clock() + leastMs;
  }

  async #taken(portion: Portion, report: Written): Promise<void> {
    this.#cursor = { ...this.#cursor, ...portion.cursor };
    this.#settling.taken(this.#cursor, this.#parts.clock());
    this.figures.delivered(portion, report.points, this.#parts.clock());
    this.figures.readingsUnwritable = report.unwritable;
    this.#goOn();
    if (report.refusedCount > 0) await this.#setAside(report.refused, report.refusedCount);
  }

  /** What is refused is kept at once: its line is seen before the cursor passes it for good. */
  async #setAside(refused: readonly RefusedLine[], count: number): Promise<void> {
    const rows = this.#refused.keep(refused, this.#parts.clock());
    this.figures.refused += count;
    this.figures.refusedDropped += count - rows.length;
    const reason = refused[0]?.reason;
    this.#parts.log("warn", { lines: count, kept: rows.length, reason }, "InfluxDB refuses lines");
    await this.#note(rows);
  }

  #goOn(): void {
    this.#waits = this.#parts.waits();
    if (this.figures.state !== "running")
      this.#parts.log("info", { place: this.#parts.place }, "the export to InfluxDB goes on");
    this.figures.state = "running";
    this.figures.detail = null;
    if (!this.#alarmed) return;
    this.#alarmed = false;
    this.#parts.alarm.clear();
  }

  async #wait({ failure, stopped, message, retryAfterMs }: Failed): Promise<void> {
    const { limits, log, place, alarm } = this.#parts;
    this.figures.failed(failure);
    const state = stopped ? "stopped" : "waiting";
    if (this.figures.state !== state || this.figures.detail !== message)
      log("warn", { place, failure, detail: message }, "the export to InfluxDB waits");
    // Told again when the reason is another: what has to be mended is another thing then.
    if (stopped && (this.figures.state !== "stopped" || this.figures.detail !== message)) {
      this.#alarmed = true;
      alarm.raise(`${failure}: ${message}`);
    }
    this.figures.state = state;
    this.figures.detail = message;
    const own = this.#waits.next().value;
    const asked = Math.min(retryAfterMs ?? 0, limits.retryAfterMsMax);
    await this.#sleep(Math.max(own, asked, stopped ? limits.probeMs : 0));
  }

  async #rest(): Promise<void> {
    const aborted = this.#stop.signal.aborted;
    if (aborted) return;
    this.figures.rested();
    await this.#note();
    await this.#news.promise;
    await this.#sleep(this.#parts.limits.gatherMs);
  }

  async #sleep(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }

  /** Notes the settled cursor in the journal; while that can't write, what is sent meanwhile is sent again after a kill. */
  async #note(quarantine: ReturnType<RefusedLines["keep"]> = []): Promise<void> {
    const cursor = this.#settling.settled;
    if (cursor === this.#noted && quarantine.length === 0) return;
    this.#notedAtMs = this.#parts.clock();
    try {
      await this.#parts.act((rows, nowMs) => {
        rows.document.push(cursorRow(cursor, this.#parts.place, nowMs));
        rows.quarantine.push(...quarantine);
      });
      this.#noted = cursor;
    } catch (error) {
      this.figures.failed("journal");
      const detail = error instanceof Error ? error.message : String(error);
      this.#parts.log("warn", { detail }, "how far the export to InfluxDB is can't be noted");
    }
  }
}
