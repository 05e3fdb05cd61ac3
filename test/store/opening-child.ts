import { openStore } from "../../store/duckdb-store.ts";
import { StoreUnusable } from "../../store/store.ts";

/** Opens a store and prints why that failed, or "opened". */
const [directory = ""] = process.argv.slice(2);
await openStore({ directory }).then(
  async (store) => {
    process.stdout.write("opened");
    await store.close();
  },
  (error: unknown) =>
    process.stdout.write(error instanceof StoreUnusable ? `${error.flaw} ${error.message}` : `${error}`),
);
