import { parseAlarm } from "../../alerts/alarm-schema.ts";
import type { TransitionRow } from "../../telemetry/journal.ts";
import { iso } from "../views/instant.ts";
import type { AlarmWindow } from "./alarm-window.ts";
import { type Condition, passes, type Resource } from "./resource-filter.ts";

/** The events of TMF642 about alarms. */
export const eventTypes = [
  "AlarmCreateEvent",
  "AlarmAttributeValueChangeEvent",
  "AlarmStateChangeEvent",
  "AlarmDeleteEvent",
] as const;
type EventType = (typeof eventTypes)[number];

/** An event as a listener gets it. */
export interface ListenerEvent {
  /** The same at each attempt and after a restart. */
  readonly eventId: string;
  readonly eventType: EventType;
  readonly body: string;
}

interface Happened {
  readonly event: string;
  readonly isCleared: boolean;
  readonly operatorState: string;
}

/** An alarm leaves the list when it is over and somebody has seen it: in whichever order the two come. */
const leaves = ({ event, isCleared, operatorState }: Happened): boolean => {
  if (!isCleared || operatorState === "none") return false;
  return ["cleared", "operator-cleared", "acknowledged", "closed"].includes(event);
};

/** What a change of an alarm is in the words of TMF642. */
export const eventTypesOf = (happened: Happened): readonly EventType[] => {
  const { event } = happened;
  const leaving: readonly EventType[] = leaves(happened) ? ["AlarmDeleteEvent"] : [];
  if (event === "raised") return ["AlarmCreateEvent"];
  if (event === "cleared" || event === "operator-cleared") return ["AlarmStateChangeEvent", ...leaving];
  return ["AlarmAttributeValueChangeEvent", ...leaving];
};

const titles: Readonly<Record<EventType, string>> = {
  AlarmCreateEvent: "An alarm was raised",
  AlarmAttributeValueChangeEvent: "An alarm has changed",
  AlarmStateChangeEvent: "An alarm was cleared",
  AlarmDeleteEvent: "An alarm left the list",
};

const bodyOf = (
  row: TransitionRow,
  { eventId, eventType, alarm }: { eventId: string; eventType: EventType; alarm: Resource },
): string =>
  JSON.stringify({
    "@type": eventType,
    eventId,
    eventType,
    eventTime: iso(row.recordedAtMs),
    timeOcurred: iso(row.eventAtMs),
    correlationId: row.alarm,
    domain: "alarmManagement",
    title: titles[eventType],
    description: row.event,
    event: { alarm },
  });

/** The events that a transition is to somebody who sees through the window; none when it is out of sight or not asked for. */
export const eventsOf = (
  row: TransitionRow,
  window: AlarmWindow,
  conditions: readonly Condition[],
): readonly ListenerEvent[] => {
  if (!window.sees(row)) return [];
  const parsed = parseAlarm(row.body);
  const alarm = window.shown(parsed);
  return eventTypesOf({ ...parsed, event: row.event })
    .filter((eventType) => passes({ ...alarm, eventType }, conditions))
    .map((eventType) => {
      const eventId = eventType === "AlarmDeleteEvent" ? `${row.id}-delete` : row.id;
      return { eventId, eventType, body: bodyOf(row, { eventId, eventType, alarm }) };
    });
};
