import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Acknowledged, crashAfter } from "./crashed-journal.ts";
import { openForTest, temporaryDirectory } from "./journal-fixture.ts";
import { numberedBatch, wholeBatches } from "./numbered-batches.ts";

const wal = "journal.duckdb.wal";
let crashed = "";
let acknowledged: readonly Acknowledged[] = [];
let walBytes = 0;

beforeAll(async () => {
  crashed = mkdtempSync(join(tmpdir(), "tramcanh-crashed-"));
  acknowledged = await crashAfter(crashed, { enough: (done) => done.length >= 40 });
  walBytes = statSync(join(crashed, wal)).size;
});
afterAll(() => rmSync(crashed, { recursive: true, force: true }));

/** Bytes that look like nothing, the same each time. */
const scrambled = (bytes: Buffer, from: number, to: number): Buffer => {
  let state = 12345;
  for (let at = Math.max(0, from); at < Math.min(to, bytes.length); at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[at] = state >>> 16;
  }
  return bytes;
};

const damages: readonly {
  readonly name: string;
  /** Where the damage begins, from the end of the log. */
  readonly fromEnd: number;
  readonly make: (bytes: Buffer, at: number) => Buffer;
  readonly repaired: boolean;
}[] = [
  { name: "cut by a few bytes", fromEnd: 7, make: (b, at) => b.subarray(0, at), repaired: false },
  { name: "cut by some batches", fromEnd: 40_000, make: (b, at) => b.subarray(0, at), repaired: false },
  { name: "zeroed at the end", fromEnd: 20, make: (b, at) => b.fill(0, at), repaired: true },
  { name: "zeroed over some batches", fromEnd: 40_000, make: (b, at) => b.fill(0, at), repaired: true },
  { name: "scrambled at the end", fromEnd: 20, make: (b, at) => scrambled(b, at, b.length), repaired: true },
  {
    name: "scrambled over some batches",
    fromEnd: 40_000,
    make: (b, at) => scrambled(b, at, b.length),
    repaired: true,
  },
  {
    name: "scrambled in the middle",
    fromEnd: 150_000,
    make: (b, at) => scrambled(b, at, at + 50),
    repaired: true,
  },
  {
    name: "zeroed in the middle",
    fromEnd: 150_000,
    make: (b, at) => b.fill(0, at, at + 5000),
    repaired: true,
  },
  {
    name: "followed by zeros",
    fromEnd: 0,
    make: (b) => Buffer.concat([b, Buffer.alloc(4096)]),
    repaired: true,
  },
  {
    name: "followed by noise",
    fromEnd: 0,
    make: (b, at) => scrambled(Buffer.concat([b, Buffer.alloc(4096)]), at, at + 4096),
    repaired: true,
  },
];

describe("a log that a power cut left", () => {
  it.each(damages)(
    "$name: opens with all that was committed before, and goes on safely",
    async ({ fromEnd, make, repaired }) => {
      const directory = temporaryDirectory();
      cpSync(crashed, directory, { recursive: true });
      const at = walBytes - fromEnd;
      writeFileSync(join(directory, wal), make(readFileSync(join(directory, wal)), at));

      const store = await openForTest({ directory });
      const numbers = await wholeBatches(store);
      const safe = acknowledged.filter((batch) => batch.walBytes <= at).map(({ number }) => number);
      expect(numbers).toEqual(expect.arrayContaining(safe));
      expect(numbers).toEqual([...numbers.keys()]);

      const kept = readdirSync(directory).filter((name) => name.includes(".damaged-"));
      const { repairs } = await store.recover(0);
      expect(repairs.length > 0).toBe(repaired);
      expect(kept.length > 0).toBe(repaired);
      expect(store.health().repairs).toEqual(repairs);
      for (const name of kept) expect(repairs.join()).toContain(name);

      await store.commit(numberedBatch(numbers.length), false);
      const nextCrash = temporaryDirectory();
      cpSync(directory, nextCrash, { recursive: true });
      expect(await wholeBatches(await openForTest({ directory: nextCrash }))).toEqual([
        ...numbers,
        numbers.length,
      ]);
    },
  );
});

it("of many damaged logs the newest five are kept", async () => {
  const directory = temporaryDirectory();
  cpSync(crashed, directory, { recursive: true });
  for (let year = 2001; year <= 2007; year++) writeFileSync(join(directory, `${wal}.damaged-${year}`), "");
  writeFileSync(join(directory, wal), readFileSync(join(directory, wal)).fill(0, walBytes - 20));
  const store = await openForTest({ directory });
  expect((await store.recover(0)).repairs).toHaveLength(1);
  const kept = readdirSync(directory).filter((name) => name.includes(".damaged-"));
  expect(kept).toHaveLength(5);
  expect(kept.slice(0, 4)).toEqual([2004, 2005, 2006, 2007].map((year) => `${wal}.damaged-${year}`));
});
