import type { LatestView, SiteView } from "../../../api/contract.ts";
import type { KeptSite, SiteSnapshot } from "../../../console/field/kept-site.ts";
import { at } from "../alarms/alarm-view.ts";

/** No alarm of any severity. */
export const noAlarms = { critical: 0, major: 0, minor: 0, warning: 0, indeterminate: 0 };

/** A site as the platform shows it; `changes` say what is special about it. */
export const site = (code: string, changes: Partial<SiteView> = {}): SiteView => ({
  code,
  name: "Bù Đốp",
  commune: "Thanh Hòa",
  latitude: 11.9,
  longitude: 106.8,
  class: "normal",
  owner: "VTL",
  tenants: [],
  travelMinutes: 40,
  hamlets: [],
  sharingCode: null,
  state: {
    online: true,
    silent: false,
    lastHeardAt: at(0),
    alarms: noAlarms,
  },
  forecast: null,
  visitors: [],
  ...changes,
});

/** A newest value, measured so many minutes after ten. */
export const latest = (metric: string, value: number, minutes = 0): LatestView => ({
  site: "BPH0001",
  node: "pwr",
  metric,
  unit: "V",
  value,
  ts: at(minutes),
  receivedAt: at(minutes),
  clock: "device",
});

/** How a site stood at ten. */
export const snapshot = (code: string, changes: Partial<SiteSnapshot> = {}): SiteSnapshot => ({
  readAtMs: Date.parse(at(0)),
  site: site(code),
  alarms: [],
  latest: [],
  ...changes,
});

/** A site that a device keeps, last opened so many minutes after ten. */
export const kept = (code: string, minutes = 0, changes: Partial<KeptSite> = {}): KeptSite => ({
  code,
  isPinned: false,
  visitedAtMs: Date.parse(at(minutes)),
  snapshot: snapshot(code),
  ...changes,
});
