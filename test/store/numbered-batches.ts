import type { Store } from "../../store/store.ts";
import type { JournalBatch } from "../../telemetry/journal.ts";
import { batchOf, type Row, stored } from "./journal-fixture.ts";

const readingsPerBatch = 300;
const startMs = 1_764_000_000_000;

/** Batch n: readings of value n, one per series and second, and transition n + 1. */
export const numberedBatch = (number: number): JournalBatch => {
  const fresh: Row[] = [];
  for (let series = 0; series < readingsPerBatch; series++)
    fresh.push([series, startMs + number * 1000, number, 7]);
  return batchOf({
    fresh,
    rows: {
      transition: [
        {
          sequence: number + 1,
          id: `transition-${number}`,
          alarm: "alarm",
          site: "BPH0001",
          node: "pwr",
          event: "updated",
          severity: "minor",
          eventAtMs: startMs + number * 1000,
          recordedAtMs: startMs + number * 1000,
          body: "{}",
        },
      ],
    },
  });
};

/** Numbers of the batches in the store; throws when one is not whole, twice, or without its transition. */
export const wholeBatches = async (store: Store): Promise<number[]> => {
  const transitions = await store.transitions({ afterSequence: 0, rowsMax: 1_000_000 });
  const numbers = transitions.map(({ sequence }) => sequence - 1);
  for (const series of [0, readingsPerBatch - 1]) {
    const rows = await stored(store, series);
    const expected = numbers.map((number) => [series, startMs + number * 1000, number, 7]);
    if (JSON.stringify(rows) !== JSON.stringify(expected))
      throw new Error(
        `series ${series} has ${JSON.stringify(rows)}, transitions say ${JSON.stringify(numbers)}`,
      );
  }
  const counts = await store.steps({
    series: 1,
    fromMs: -Infinity,
    toMs: Infinity,
    rowsMax: 1_000_000,
    stepMs: 1000,
    aggregate: "count",
  });
  if (counts.value.some((count) => count !== 1) || counts.value.length !== numbers.length)
    throw new Error(
      `series 1 has ${counts.value.length} steps with ${Math.max(...counts.value)} readings at most`,
    );
  return numbers;
};
