import { openStore } from "../../store/duckdb-store.ts";
import { JournalUnavailable } from "../../telemetry/journal.ts";
import { numberedBatch } from "./numbered-batches.ts";

/** Commits numbered batches, each again until it is acknowledged, and prints the troubles met on the way. */
const [directory = "", count = "0"] = process.argv.slice(2);
const store = await openStore({ directory });
const troubles: string[] = [];

const commit = async (number: number, again: boolean): Promise<void> => {
  try {
    await store.commit(numberedBatch(number), again);
  } catch (error) {
    if (!(error instanceof JournalUnavailable) || troubles.length === 100) throw error;
    troubles.push(error.trouble);
    await commit(number, true);
  }
};

for (let number = 0; number < Number(count); number++) await commit(number, false);
process.stdout.write(JSON.stringify({ troubles, trouble: store.health().trouble }));
await store.close();
