import type { Alarm } from "../../alerts/alarm.ts";
import { parseAlarm } from "../../alerts/alarm-schema.ts";
import type { TransitionRow } from "../../telemetry/journal.ts";
import type { ApiContext } from "../context.ts";
import type { AlarmTexts } from "../views/alarm-texts.ts";
import { withinSight } from "../views/seen-alarm.ts";
import { changeOf } from "../views/transition-view.ts";
import type { TransitionJson } from "./client.ts";

/** What texts of transitions are made from. */
interface TransitionTextParts extends Pick<ApiContext, "inventory"> {
  readonly alarms: Pick<ApiContext["alarms"], "get" | "alarmAfter">;
  readonly texts: AlarmTexts;
}

/** Transitions of one round as JSON; what is said of an alarm is written once for all who see as much of it. */
export const transitionTexts = ({ alarms, inventory, texts }: TransitionTextParts): TransitionJson => {
  const parsed = new Map<TransitionRow, Alarm>();
  const read = (row: TransitionRow): Alarm => {
    const alarm = parsed.get(row) ?? parseAlarm(row.body);
    parsed.set(row, alarm);
    return alarm;
  };
  return (row, sight, isBrief) => {
    const alarm = alarms.alarmAfter(row) ?? read(row);
    const seen = withinSight(alarm, { sight, alarmOf: (id) => alarms.get(id) });
    const change = JSON.stringify(changeOf(row));
    return `${change.slice(0, -1)},"alarm":${texts.of(seen, inventory(), isBrief)}}`;
  };
};
