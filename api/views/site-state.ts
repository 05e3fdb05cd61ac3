import { z } from "zod";
import type { Alarm } from "../../alerts/alarm.ts";
import type { DevicePresence } from "../../alerts/presence.ts";
import { type Severity, severities } from "../../telemetry/severity.ts";
import { type Role, seesDevices } from "../identity/role.ts";
import type { Sight } from "../identity/sight.ts";
import { instantView, isoOrNull } from "./instant.ts";

/** Presence of one device, in the form of `presentPresence`. */
export const presenceView = z.object({
  device: z.string(),
  site: z.string(),
  online: z.boolean(),
  session: z.number().nullable(),
  periodSeconds: z.number().nullable(),
  firmware: z.string().nullable(),
  lastHeardAt: instantView.nullable(),
});

/** Presence of one device as answers and the stream give it. */
export type PresenceView = z.output<typeof presenceView>;

/** Shows a device's presence. */
export const presentPresence = ({ lastHeardAtMs, ...presence }: DevicePresence): PresenceView => ({
  ...presence,
  lastHeardAt: isoOrNull(lastHeardAtMs),
});

/** How a site stands now: its devices and its active alarms by severity. */
export const siteStateView = z.object({
  /** True when one of its devices is connected; null when none ever was. */
  online: z.boolean().nullable(),
  silent: z
    .boolean()
    .describe(
      "not connected, and an alarm says so: not before the grace time and the missed reports of its rule",
    ),
  lastHeardAt: instantView.nullable(),
  devices: z.array(presenceView).optional().describe("left out for the regulator"),
  alarms: z.record(z.enum(severities), z.number()),
});

/** How a site stands, as answers and the stream give it. */
export type SiteStateView = z.output<typeof siteStateView>;

const group = <Item extends { readonly site: string }>(
  items: readonly Item[],
  wanted: (item: Item) => boolean,
) => {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    if (!wanted(item)) continue;
    const own = groups.get(item.site);
    if (own) own.push(item);
    else groups.set(item.site, [item]);
  }
  return groups;
};

/** Whether an alarm is one of a silence: what a site is called silent for. */
export const tellsOfSilence = ({ meaning }: { readonly meaning: string | null }): boolean =>
  meaning === "unreachable";

/** Counts of alarms by severity, all nought. */
export const noAlarms = (): Record<Severity, number> => ({
  indeterminate: 0,
  warning: 0,
  minor: 0,
  major: 0,
  critical: 0,
});

/** Where site states are read from. */
export interface SiteStateSource {
  list(): readonly Alarm[];
  presence(): readonly DevicePresence[];
}

/** Who looks at a site: what their scope shows, and whether their role is told of devices. */
export interface SiteViewer {
  readonly sight: Sight;
  readonly role: Role;
}

/** States of some sites, gathered in one pass over active alarms and devices; no pass when no site is asked for. */
export class SiteStates {
  readonly #alarms: ReadonlyMap<string, readonly Alarm[]>;
  readonly #devices: ReadonlyMap<string, readonly DevicePresence[]>;

  constructor(source: SiteStateSource, sites: ReadonlySet<string>) {
    // Listing the alarms sorts them all: not for a flush in which only readings changed.
    const isAsked = sites.size > 0;
    this.#alarms = group(
      isAsked ? source.list() : [],
      ({ site, isCleared }) => !isCleared && sites.has(site),
    );
    this.#devices = group(isAsked ? source.presence() : [], ({ site }) => sites.has(site));
  }

  /** How the site stands for one viewer: alarms of nodes out of sight don't count. */
  of(site: string, { sight, role }: SiteViewer): SiteStateView {
    const alarms = noAlarms();
    const standing = this.#alarms.get(site) ?? [];
    for (const alarm of standing) {
      if (sight.node(site, alarm.node)) alarms[alarm.severity] += 1;
    }
    const devices = this.#devices.get(site) ?? [];
    const heardAtMs = devices
      .map(({ lastHeardAtMs }) => lastHeardAtMs ?? 0)
      .reduce((a, b) => Math.max(a, b), 0);
    const isOnline = devices.length === 0 ? null : devices.some(({ online }) => online);
    return {
      online: isOnline,
      silent: isOnline === false && standing.some(tellsOfSilence),
      lastHeardAt: isoOrNull(heardAtMs === 0 ? null : heardAtMs),
      ...(seesDevices(role) && { devices: devices.map(presentPresence) }),
      alarms,
    };
  }
}
