import { z } from "zod";
import { alarmViewSchema } from "../../alerts/alarm-view.ts";
import { parsePresence } from "../../alerts/presence.ts";
import type { StandingAlarm } from "../../store/past.ts";
import type { PresenceRow } from "../../telemetry/journal.ts";
import { severities } from "../../telemetry/severity.ts";
import { alarmCountsView } from "./alarm-visibility.ts";
import { instantView } from "./instant.ts";
import { noAlarms, tellsOfSilence } from "./site-state.ts";

const siteThenView = z.object({
  site: z.string(),
  online: z.boolean().nullable().describe("null where no device was known"),
  silent: z.boolean().describe("not connected, and an alarm of its silence was active"),
  onBattery: z.boolean().describe("an alarm of a lost feed was active"),
  alarms: z.record(z.enum(severities), z.number()),
});

/** How a site stood at a past moment. */
export type SiteThenView = z.output<typeof siteThenView>;

/** The board at a past moment; see docs/formats/looking-back.md. */
export const boardView = z.object({
  at: instantView,
  alarms: z.array(alarmViewSchema).describe("most severe first, within a severity newest change first"),
  total: z.number(),
  more: z.boolean(),
  counts: alarmCountsView,
  sites: z.array(siteThenView),
});

/** The board at a past moment as answers give it. */
export type BoardView = z.output<typeof boardView>;

/** How sites stood by their active alarms and the presence of their devices. */
export const sitesThen = (
  sites: readonly string[],
  standing: readonly StandingAlarm[],
  presence: readonly PresenceRow[],
): SiteThenView[] => {
  const views = new Map<string, SiteThenView>(
    sites.map((site) => [site, { site, online: null, silent: false, onBattery: false, alarms: noAlarms() }]),
  );
  for (const { body } of presence) {
    const device = parsePresence(body);
    const view = device && views.get(device.site);
    if (view) view.online = view.online === true || device.online;
  }
  for (const { site, severity, meaning } of standing) {
    const view = views.get(site);
    if (view === undefined) continue;
    view.alarms[severity] += 1;
    if (meaning === "feed-lost") view.onBattery = true;
    if (view.online === false && tellsOfSilence({ meaning })) view.silent = true;
  }
  return [...views.values()];
};
