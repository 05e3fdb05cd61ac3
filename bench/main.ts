import { benchAlerts } from "./alerts.ts";
import { benchConsole } from "./console.ts";
import { benchExport } from "./export.ts";
import { benchForecast } from "./forecast.ts";
import { benchIngest } from "./ingest.ts";
import { benchMemory } from "./memory.ts";
import { benchSimulate } from "./simulate.ts";

const benches: Readonly<Record<string, () => Promise<void>>> = {
  ingest: async () => {
    await benchIngest();
    await benchMemory();
  },
  alerts: benchAlerts,
  simulate: benchSimulate,
  forecast: benchForecast,
  export: benchExport,
  console: benchConsole,
};

const [name = "ingest"] = process.argv.slice(2);
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;

if (bench === undefined) {
  process.stderr.write(`There is no bench "${name}"; there are: ${Object.keys(benches).join(", ")}\n`);
  process.exitCode = 2;
} else {
  await bench();
}
