import { benchIngest } from "./ingest.ts";
import { benchMemory } from "./memory.ts";

const benches = {
  ingest: async (): Promise<void> => {
    await benchIngest();
    await benchMemory();
  },
};

const [name = "ingest"] = process.argv.slice(2);

if (name in benches) {
  await benches.ingest();
} else {
  process.stderr.write(`There is no bench "${name}"; there is: ${Object.keys(benches).join(", ")}\n`);
  process.exitCode = 2;
}
