import { spawnSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { Database, isOutOfMemory } from "../../store/duckdb.ts";
import { openStore } from "../../store/duckdb-store.ts";
import { defaultStoreLimits } from "../../store/limits.ts";
import { ReadingsHandover } from "../../store/shared-readings.ts";
import { QueryRefused, type Store } from "../../store/store.ts";
import { WorkerLink } from "../../store/worker-link.ts";
import type { StoreLogEntry } from "../../store/worker-messages.ts";
import { batchOf, openForTest, stored, temporaryDirectory } from "./journal-fixture.ts";

const everything = { fromMs: -Infinity, toMs: Infinity, rowsMax: 1_000_000 };

it("a second store on the same directory is refused, in this process and in another", async () => {
  const directory = temporaryDirectory();
  const store = await openForTest({ directory });
  await expect(openStore({ directory: `${directory}/` })).rejects.toMatchObject({ flaw: "locked" });
  const script = fileURLToPath(new URL("./opening-child.ts", import.meta.url));
  const other = spawnSync(process.execPath, [script, directory], { encoding: "utf8" });
  expect(other.stdout).toMatch(/^locked another tramcanh process uses .*journal\.duckdb/);
  await store.close();
  await openForTest({ directory });
});

it("a journal of a newer format is refused and left as it is", async () => {
  const directory = temporaryDirectory();
  await (await openStore({ directory })).close();
  const database = await Database.open(join(directory, "journal.duckdb"), {});
  const connection = await database.connect();
  await connection.run("UPDATE format SET version = 999");
  connection.close();
  database.close();
  await expect(openStore({ directory })).rejects.toMatchObject({ flaw: "newer-format" });
});

it("a file that is no database is refused with its name and what to do, and left as it is", async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, "journal.duckdb"), "not a database".repeat(1000));
  await expect(openStore({ directory })).rejects.toMatchObject({
    flaw: "unreadable",
    message: expect.stringMatching(/journal\.duckdb.*backup/s),
  });
  expect(readdirSync(directory)).toEqual(["journal.duckdb"]);
});

it("a directory that can't be made is refused", async () => {
  await expect(openStore({ directory: "/dev/null/data" })).rejects.toMatchObject({ flaw: "unreadable" });
});

it("a batch that can't be written at all leaves nothing behind and the next one is written", async () => {
  const entries: StoreLogEntry[] = [];
  const store = await openForTest({ directory: temporaryDirectory(), log: (entry) => entries.push(entry) });
  await store.commit(batchOf({ fresh: [[0, 1, 1]] }), false);
  const condition = [{ key: "k", changedAtMs: Number.NaN, body: null }];
  await expect(store.commit(batchOf({ fresh: [[0, 2, 2]], rows: { condition } }), false)).rejects.toThrow();
  expect(store.health().trouble).not.toBeNull();
  await store.commit(batchOf({ fresh: [[0, 3, 3]] }), true);
  expect(store.health().trouble).toBeNull();
  expect(await stored(store, 0)).toEqual([
    [0, 1, 1, 0],
    [0, 3, 3, 0],
  ]);
  expect(entries.map(({ message }) => message)).toEqual([
    "the journal can't write",
    "the journal writes again",
  ]);
});

it("what a lost worker still owed is rejected as unavailable", async () => {
  const start = { directory: temporaryDirectory(), limits: defaultStoreLimits() };
  const link = new WorkerLink(start, { log: () => {}, figures: () => {}, trouble: () => {} });
  await link.opened;
  const closed = link.ask("close", { kind: "close" });
  const readings = new ReadingsHandover().put(batchOf({ fresh: [[0, 1, 1]] }));
  const owed = link.ask("commit", { kind: "commit", readings, rows: null, again: false });
  await expect(owed).rejects.toMatchObject({ name: "JournalUnavailable", trouble: "worker-lost" });
  await closed;
  expect(link.isUsable).toBe(false);
  const late = link.ask("recover", { kind: "recover", latestSinceMs: 0 });
  await expect(late).rejects.toMatchObject({ trouble: "worker-lost" });
});

it("a closed store says so, and closing twice does no harm", async () => {
  const store = await openStore({ directory: temporaryDirectory() });
  await Promise.all([store.close(), store.close()]);
  await expect(store.commit(batchOf({}), false)).rejects.toMatchObject({ trouble: "worker-lost" });
  await expect(store.recover(0)).rejects.toMatchObject({ trouble: "worker-lost" });
});

const millionReadings = Array.from({ length: 1_000_000 }, (_, place) => [0, place, place] as const);
const longQuestion = (store: Store) =>
  store.steps({ series: 0, ...everything, stepMs: 1, aggregate: "last" });

it("a question that takes too long is interrupted, one too many refused, and commits go on meanwhile", async () => {
  const limits = { queryDurationMsMax: 1, queriesRunningMax: 1, queriesWaitingMax: 1 };
  const store = await openForTest({ directory: temporaryDirectory(), limits });
  await store.commit(batchOf({ fresh: millionReadings }), false);
  const asked = Promise.allSettled([longQuestion(store), longQuestion(store), longQuestion(store)]);
  await store.commit(batchOf({ fresh: [[1, 1, 1]] }), false);
  const answers = await asked;
  for (const answer of answers) expect(answer).toMatchObject({ reason: expect.any(QueryRefused) });
  const reasons = answers.map((answer) => (answer.status === "rejected" ? String(answer.reason) : ""));
  expect(reasons.filter((reason) => reason.includes("longer than 1 ms"))).toHaveLength(2);
  expect(reasons.filter((reason) => reason.includes("wait already"))).toHaveLength(1);
});

it("commits are acknowledged while a long question is answered", async () => {
  const store = await openForTest({ directory: temporaryDirectory() });
  await store.commit(batchOf({ fresh: millionReadings }), false);
  const order: string[] = [];
  const question = longQuestion(store).then(() => order.push("answer"));
  await store.commit(batchOf({ fresh: [[1, 1, 1]] }), false);
  order.push("commit");
  await question;
  expect(order).toEqual(["commit", "answer"]);
});

it("a question that needs more memory than allowed is told from other errors", async () => {
  const database = await Database.open(join(temporaryDirectory(), "small.duckdb"), {
    memory_limit: "16MB",
    max_temp_directory_size: "0B",
  });
  const connection = await database.connect();
  const error = await connection
    .rows("SELECT list(range) FROM range(10_000_000)")
    .catch((thrown: unknown) => thrown);
  expect(isOutOfMemory(error)).toBe(true);
  expect(isOutOfMemory(await connection.rows("nonsense").catch((thrown: unknown) => thrown))).toBe(false);
  connection.close();
  database.close();
});
