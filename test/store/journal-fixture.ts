import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openStore, type StoreOptions } from "../../store/duckdb-store.ts";
import type { StoreLimits } from "../../store/limits.ts";
import type { Store } from "../../store/store.ts";
import { seriesId } from "../../telemetry/identifiers.ts";
import { emptyRows, type JournalBatch, type JournalRows } from "../../telemetry/journal.ts";
import { ReadingColumns } from "../../telemetry/reading-columns.ts";

/** One reading of a test: series, tsMs, value, lagMs. */
export type Row = readonly [series: number, tsMs: number, value: number, lagMs?: number];

/** Readings as columns. */
export const columnsOf = (rows: readonly Row[]): ReadingColumns => {
  const columns = new ReadingColumns(Math.max(1, rows.length));
  for (const [series, tsMs, value, lagMs] of rows) columns.append(seriesId(series), tsMs, value, lagMs ?? 0);
  return columns;
};

/** A batch of a test; what is left out is empty. */
export const batchOf = (parts: {
  readonly fresh?: readonly Row[];
  readonly behind?: readonly Row[];
  readonly rows?: Partial<JournalRows>;
}): JournalBatch => ({
  fresh: columnsOf(parts.fresh ?? []),
  behind: columnsOf(parts.behind ?? []),
  rows: { ...emptyRows(), ...parts.rows },
});

/** A directory that is removed when the test is over. */
export const temporaryDirectory = (): string => {
  const directory = mkdtempSync(join(tmpdir(), "tramcanh-store-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
};

/** Tests write instants long past, which retention would delete. */
export const keepAll: Partial<StoreLimits> = {
  readingsRetentionDays: 1_000_000,
  transitionsRetentionDays: 1_000_000,
  outagesRetentionDays: 1_000_000,
};

/** An open store that is closed when the test is over. */
export const openForTest = async (options: StoreOptions): Promise<Store> => {
  const store = await openStore({ ...options, limits: { ...keepAll, ...options.limits } });
  onTestFinished(() => store.close());
  return store;
};

/** Stored readings of a series as rows. */
export const stored = async (store: Store, series: number): Promise<Row[]> => {
  const slice = await store.readings({ series, fromMs: -Infinity, toMs: Infinity, rowsMax: 1_000_000 });
  return [...slice.tsMs].map((tsMs, row) => [
    series,
    tsMs,
    slice.value[row] ?? Number.NaN,
    slice.lagMs[row] ?? 0,
  ]);
};
