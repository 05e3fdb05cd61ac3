import { openStore } from "../../store/duckdb-store.ts";
import { numberedBatch } from "./numbered-batches.ts";

/** Commits numbered batches until it is killed, and prints a line for each that was acknowledged. */
const [directory = "", from = "0", count = "Infinity"] = process.argv.slice(2);
const store = await openStore({ directory });
for (let number = Number(from); number < Number(from) + Number(count); number++) {
  await store.commit(numberedBatch(number), false);
  process.stdout.write(`${number} ${store.health().walBytes}\n`);
}
setInterval(() => {}, 1000);
