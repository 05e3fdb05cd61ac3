import { z } from "zod";
import type { Alarm } from "../../alerts/alarm.ts";
import { parseAlarm } from "../../alerts/alarm-schema.ts";
import {
  type AlarmView,
  alarmView,
  alarmViewSchema,
  type BriefAlarmView,
  briefAlarmView,
} from "../../alerts/alarm-view.ts";
import type { SiteDescription } from "../../alerts/routes.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import type { TransitionRow } from "../../telemetry/journal.ts";
import { severities } from "../../telemetry/severity.ts";
import { instantView, iso } from "./instant.ts";
import { type AlarmViewer, withinSight } from "./seen-alarm.ts";

/** One change of an alarm with the alarm after it, in the form of `presentTransition`. */
export const transitionView = z.object({
  sequence: z.number(),
  id: z.string(),
  event: z.string(),
  severity: z.enum(severities),
  eventAt: instantView,
  recordedAt: instantView,
  alarm: alarmViewSchema,
});

/** One change of an alarm as answers and the stream give it. */
export type TransitionView = z.output<typeof transitionView>;

/** The same with its alarm in brief, as the stream gives it to whoever asks for that. */
export type BriefTransitionView = Omit<TransitionView, "alarm"> & { readonly alarm: BriefAlarmView };

const describe = (inventory: Inventory, code: string): SiteDescription | undefined => {
  const site = inventory.site(code);
  if (!site) return undefined;
  return { name: site.name, operators: [site.owner, ...site.tenants], commune: site.commune };
};

/** Shows an alarm with the name of its site. */
export const presentAlarm = (alarm: Alarm, inventory: Inventory): AlarmView =>
  alarmView(alarm, describe(inventory, alarm.site));

/** The same in brief. */
export const presentBriefAlarm = (alarm: Alarm, inventory: Inventory): BriefAlarmView =>
  briefAlarmView(alarm, describe(inventory, alarm.site));

/** What a transition says without its alarm. */
export const changeOf = (row: TransitionRow): Omit<TransitionView, "alarm"> => ({
  sequence: row.sequence,
  id: row.id,
  event: row.event,
  severity: row.severity,
  eventAt: iso(row.eventAtMs),
  recordedAt: iso(row.recordedAtMs),
});

/** Shows a transition; to a viewer, without what is out of sight. */
export const presentTransition = (
  row: TransitionRow,
  inventory: Inventory,
  viewer?: AlarmViewer,
): TransitionView => {
  const alarm = parseAlarm(row.body);
  return {
    ...changeOf(row),
    alarm: presentAlarm(viewer ? withinSight(alarm, viewer) : alarm, inventory),
  };
};
