import type { Inventory } from "../../inventory/inventory.ts";
import type { SeriesCatalog } from "../../telemetry/series-catalog.ts";
import type { AlarmDesk, LatestView } from "../context.ts";
import { seesDevices } from "../identity/role.ts";
import type { Sight } from "../identity/sight.ts";
import { type LatestView as LatestItem, presentLatest } from "../views/reading-view.ts";
import { presentPresence, SiteStates } from "../views/site-state.ts";
import type { StreamClient } from "./client.ts";
import { eventText } from "./event-text.ts";

/** Where a flush reads what changed. */
export interface FlushSources {
  readonly catalog: SeriesCatalog;
  readonly latest: LatestView;
  readonly alarms: Pick<AlarmDesk, "list" | "get" | "alarmAfter" | "presence" | "presenceOf">;
  readonly inventory: () => Inventory;
}

/** What changed since the last flush. */
export interface Changes {
  readonly series: readonly number[];
  readonly sites: ReadonlySet<string>;
  readonly devices: ReadonlySet<string>;
}

const latestBySite = ({ catalog, latest }: FlushSources, changed: readonly number[]) => {
  const sites = new Map<string, LatestItem[]>();
  for (const id of changed) {
    const series = catalog.at(id);
    const reading = series ? latest.of(series.id) : null;
    if (!series || !reading) continue;
    const item = presentLatest(series, reading);
    const own = sites.get(series.site);
    if (own) own.push(item);
    else sites.set(series.site, [item]);
  }
  return sites;
};

const latestText = (site: string, items: readonly LatestItem[]): string =>
  eventText({ event: "latest", data: { site, items } });

/** Sends what changed to every client, each only what it asked for and may see. */
export const sendChanges = (
  clients: Iterable<StreamClient>,
  sources: FlushSources,
  changes: Changes,
): void => {
  const inventory = sources.inventory();
  const latest = latestBySite(sources, changes.series);
  const states = new SiteStates(sources.alarms, changes.sites);
  const present = changes.devices.size === 0 ? [] : sources.alarms.presence();
  const devices = present.filter(({ device }) => changes.devices.has(device));
  const wholeTexts = new Map<string, string>();
  const textFor = (site: string, items: readonly LatestItem[], sight: Sight): string | null => {
    if (sight.isWhole) {
      const text = wholeTexts.get(site) ?? latestText(site, items);
      wholeTexts.set(site, text);
      return text;
    }
    const seen = items.filter(({ node }) => sight.node(site, node));
    return seen.length === 0 ? null : latestText(site, seen);
  };
  for (const client of clients) {
    const sight = client.sight(inventory);
    const { role } = client.principal;
    for (const site of changes.sites) {
      if (!client.wants("site", site) || !sight.site(site)) continue;
      client.gather(eventText({ event: "site", data: { site, ...states.of(site, { sight, role }) } }));
    }
    for (const device of seesDevices(role) ? devices : []) {
      if (!client.wants("presence", device.site) || !sight.site(device.site)) continue;
      client.gather(eventText({ event: "presence", data: presentPresence(device) }));
    }
    for (const [site, items] of latest) {
      const text = client.wants("latest", site) ? textFor(site, items, sight) : null;
      if (text !== null) client.gather(text);
    }
    client.send();
  }
};
