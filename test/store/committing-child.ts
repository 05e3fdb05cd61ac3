import { openStore } from "../../store/duckdb-store.ts";
import { numberedBatch } from "./numbered-batches.ts";

/** Commits numbered batches until it is killed, and prints a line for each that was acknowledged. */
const [directory = "", from = "0", checkpointForcedBytes = "1e9"] = process.argv.slice(2);
const store = await openStore({
  directory,
  limits: { checkpointForcedBytes: Number(checkpointForcedBytes), quietMs: 10 },
});
for (let number = Number(from); ; number++) {
  await store.commit(numberedBatch(number), false);
  process.stdout.write(`${number} ${store.health().walBytes}\n`);
}
