import { onTestFinished } from "vitest";
import { backoff } from "../../../alerts/backoff.ts";
import { firstCursor, restoreCursor } from "../../../store/export/cursor.ts";
import { ExportThread } from "../../../store/export/export-thread.ts";
import { InfluxExport } from "../../../store/export/influx-export.ts";
import { type ExportLimits, exportLimits } from "../../../store/export/limits.ts";
import type { Store } from "../../../store/store.ts";
import { type Act, emptyRows, type JournalBatch } from "../../../telemetry/journal.ts";
import { batchOf, openForTest, type Row, temporaryDirectory } from "../journal-fixture.ts";

/** An export on a journal of its own, and what it says of itself. */
export interface ExportStand {
  readonly store: Store;
  readonly running: InfluxExport;
  readonly alarms: (string | null)[];
  readonly log: string[];
  /** Commits readings and tells the export, as the gate does. */
  commit(parts: Parameters<typeof batchOf>[0]): Promise<void>;
  /** Series `id` is `S{id}/n1/m{id}`; one batch of readings at 1 s from the start. */
  readings(count: number, startMs?: number, series?: number): Row[];
}

/** How quickly tests want things to happen. */
const quick: ExportLimits = {
  ...exportLimits,
  gatherMs: 1,
  cursorMsMin: 0,
  settleMs: 0,
  requestMsMax: 5_000,
  firstWaitMs: 5,
  waitMsMax: 40,
  probeMs: 50,
};

const place = "the place of the test";

/** Opens a journal and an export from it that runs until the test is over. */
export const openExportStand = async (
  url: string,
  options: {
    readonly limits?: Partial<ExportLimits>;
    readonly directory?: string;
    /** Before the export begins. */
    readonly before?: (store: Store) => Promise<void>;
  } = {},
): Promise<ExportStand> => {
  const limits = { ...quick, ...options.limits };
  const store = await openForTest({ directory: options.directory ?? temporaryDirectory() });
  await options.before?.(store);
  let committing: Promise<unknown> = Promise.resolve();
  const commit = (batch: JournalBatch): Promise<void> => {
    const done = committing.then(async () => {
      await store.commit(batch, false);
      running.committed(batch);
    });
    committing = done.catch(() => undefined);
    return done;
  };
  const act: Act = async (change) => {
    const rows = emptyRows();
    const answer = change(rows, Date.now());
    await commit(batchOf({ rows }));
    return answer;
  };
  const alarms: (string | null)[] = [];
  const log: string[] = [];
  const connection = {
    url,
    token: "a secret token",
    organization: "noc",
    bucket: "telemetry",
    compress: true,
  };
  const { documents } = await store.recover(0);
  const running = new InfluxExport({
    ...{ store, act, limits, place, clock: Date.now, newId: () => "an id" },
    thread: new ExportThread(
      {
        place: { ...connection, requestMsMax: limits.requestMsMax },
        refusedLinesMax: limits.refusedLinesMax,
        toldLinesMax: limits.keptLinesPerMinuteMax,
      },
      (id) => (id < 50 ? { id, site: `S${id}`, node: "n1", metric: `m${id}` } : undefined),
    ),
    waits: () => backoff({ firstMs: limits.firstWaitMs, maximumMs: limits.waitMsMax, random: Math.random }),
    alarm: { raise: (text) => alarms.push(text), clear: () => alarms.push(null) },
    log: (level, facts, message) => log.push(JSON.stringify({ level, message, ...facts })),
    cursor: options.directory === undefined ? firstCursor : restoreCursor(documents, place),
  });
  running.start();
  onTestFinished(() => running.stop());
  return {
    store,
    running,
    alarms,
    log,
    commit: (parts) => commit(batchOf(parts)),
    readings: (count, startMs = 0, series = 1) =>
      Array.from({ length: count }, (_none, at): Row => [series, startMs + at * 1_000, at + 0.5, 0]),
  };
};

/** Lines that the readings of one series become. */
export const linesOf = (rows: readonly Row[]): string[] =>
  rows.map(
    ([series, tsMs, value]) => `reading,site=S${series},node=n1,metric=m${series} value=${value} ${tsMs}`,
  );
