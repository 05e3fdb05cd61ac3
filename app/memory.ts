import { CommandDesk } from "../ingest/commands/command-desk.ts";
import { NewestTimes } from "../ingest/newest.ts";
import { DeviceRegistry } from "../inventory/device-registry.ts";
import { LatestValues } from "../store/latest-values.ts";
import type { Recovered } from "../store/store.ts";
import { DeviceNumbers } from "../telemetry/device-numbers.ts";
import { SeriesCatalog } from "../telemetry/series-catalog.ts";

/** What the platform keeps in memory of what is on disk. */
export interface Memory {
  readonly catalog: SeriesCatalog;
  readonly newest: NewestTimes;
  readonly latest: LatestValues;
  readonly devices: DeviceRegistry;
  readonly deviceNumbers: DeviceNumbers;
  readonly commands: CommandDesk;
}

/** Rebuilds the memory from what the journal gave back. */
export const rememberFrom = (recovered: Recovered): Memory => {
  const catalog = new SeriesCatalog();
  for (const { id, site, node, metric, firstSeenAtMs } of recovered.series) {
    const series = catalog.add(site, node, metric, firstSeenAtMs);
    if (series.id !== id) throw new Error(`BUG: series ${id} of the journal stands at place ${series.id}`);
  }
  const newest = new NewestTimes();
  const { series, tsMs, length } = recovered.latest;
  for (let row = 0; row < length; row++) newest.set(series[row] ?? 0, tsMs[row] ?? 0);
  const latest = new LatestValues(catalog.size);
  latest.restore(recovered.latest);
  const devices = new DeviceRegistry();
  devices.restore(recovered.documents);
  const commands = new CommandDesk();
  commands.restore(recovered.documents);
  return { catalog, newest, latest, devices, deviceNumbers: new DeviceNumbers(), commands };
};
