import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { openStore } from "../../store/duckdb-store.ts";
import { historyContract } from "./history-contract.ts";
import { batchOf, keepAll } from "./journal-fixture.ts";

const cleanUps: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const cleanUp of cleanUps) await cleanUp();
});

historyContract("journal", async () => {
  const directory = mkdtempSync(join(tmpdir(), "tramcanh-history-"));
  const store = await openStore({ directory, limits: keepAll });
  cleanUps.push(async () => {
    await store.close();
    rmSync(directory, { recursive: true });
  });
  const write = async (rows: Parameters<typeof batchOf>[0]["fresh"] & object): Promise<void> => {
    await store.commit(batchOf({ behind: rows }), false);
  };
  return { history: store, write, lagToldMsMin: 0 };
});
