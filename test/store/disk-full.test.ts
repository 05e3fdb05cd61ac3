import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { openStore } from "../../store/duckdb-store.ts";
import type { StoreLimits } from "../../store/limits.ts";
import { JournalUnavailable } from "../../telemetry/journal.ts";
import { openForTest } from "./journal-fixture.ts";
import { numberedBatch, wholeBatches } from "./numbered-batches.ts";
import { mountSmallDisk } from "./small-disk.ts";

const disk = mountSmallDisk(24);
afterAll(() => disk?.remove());

/** Fills the file system up to some free bytes; answers how to make room again. */
const fill = (directory: string, freeBytes: number): (() => void) => {
  const { bavail, bsize } = statfsSync(directory);
  const file = join(directory, "filler");
  writeFileSync(file, Buffer.alloc(Math.max(0, bavail * bsize - freeBytes)));
  return () => rmSync(file);
};

const cases: readonly {
  readonly name: string;
  readonly freeBytes: number;
  readonly limits: Partial<StoreLimits>;
}[] = [
  { name: "while a commit is written", freeBytes: 100_000, limits: { freeBytesReserve: 0 } },
  { name: "down to the reserve", freeBytes: 4_100_000, limits: { freeBytesReserve: 4_000_000 } },
  { name: "before anything can be written", freeBytes: 0, limits: { freeBytesReserve: 0 } },
];

// Only root may mount; the reason is printed.
describe.skipIf(disk === null)("I7: a disk that gets full", () => {
  it.each(cases)(
    "$name: nothing is acknowledged, and it goes on by itself when there is room",
    async ({ freeBytes, limits }) => {
      const directory = join(disk?.directory ?? "", "data");
      onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
      const store = await openStore({ directory, limits });
      let next = 0;
      for (; next < 3; next++) await store.commit(numberedBatch(next), false);
      const makeRoom = fill(disk?.directory ?? "", freeBytes);

      let refused: unknown = null;
      for (; refused === null && next < 1000; ) {
        await store.commit(numberedBatch(next), false).then(
          () => next++,
          (error: unknown) => {
            refused = error;
          },
        );
      }
      expect(refused).toBeInstanceOf(JournalUnavailable);
      expect(refused).toMatchObject({ trouble: "disk-full" });
      expect(store.health()).toMatchObject({ trouble: "disk-full" });
      await expect(store.commit(numberedBatch(next), true)).rejects.toMatchObject({ trouble: "disk-full" });

      makeRoom();
      await store.commit(numberedBatch(next++), true);
      expect(store.health()).toMatchObject({ trouble: null });
      await store.commit(numberedBatch(next++), false);
      const all = [...Array(next).keys()];
      expect(await wholeBatches(store)).toEqual(all);
      await store.close();
      expect(await wholeBatches(await openForTest({ directory, limits }))).toEqual(all);
    },
  );
});
