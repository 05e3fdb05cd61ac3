import type { LatestView, SiteView } from "../../../api/contract.ts";

/** A quiet site as the platform shows it; `changes` say what is special about it. */
export const site = (code: string, changes: Partial<SiteView> = {}): SiteView => ({
  ...{ code, name: "Bù Đốp", commune: "25294", latitude: 11.9, longitude: 106.8 },
  ...{ class: "normal", owner: "VIETTEL", tenants: ["MOBIFONE"], travelMinutes: 40 },
  ...{ hamlets: [], sharingCode: null, forecast: null, visitors: [] },
  state: {
    online: true,
    silent: false,
    lastHeardAt: "2026-01-05T10:00:00.000Z",
    alarms: { critical: 0, major: 0, minor: 0, warning: 0, indeterminate: 0 },
  },
  ...changes,
});

/** A site that stands so; one that is not connected has been silent for long enough to be called so. */
export const siteThatIs = (
  code: string,
  online: boolean | null,
  alarms: Partial<SiteView["state"]["alarms"]> = {},
): SiteView => {
  const { state } = site(code);
  return site(code, {
    state: { ...state, online, silent: online === false, alarms: { ...state.alarms, ...alarms } },
  });
};

/** A newest value, read so many seconds after ten in the morning UTC. */
export const latest = (metric: string, value: LatestView["value"], node = "pwr", seconds = 0): LatestView => {
  const ts = new Date(Date.UTC(2026, 0, 5, 10, 0, seconds)).toISOString();
  return { ...{ site: "BPH0001", node, metric, unit: "V", value, ts, receivedAt: ts }, clock: "device" };
};
