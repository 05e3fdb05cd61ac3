import type { Alarm, OperatorActionName, OperatorChange } from "../../alerts/alarm.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { iso } from "../views/instant.ts";
import { alarmHref, alarmReference, type TmfAlarm } from "./alarm-schema.ts";
import { tmfSystem } from "./names.ts";
import type { Resource } from "./resource-filter.ts";

/** What is known of an alarm beside itself. */
export interface AlarmRelations {
  readonly inventory: Inventory;
  /** Ids of its symptoms, as many as are told. */
  readonly symptoms: readonly string[];
  /** Id of the alarm under which somebody grouped it; null when nobody did. */
  readonly group: string | null;
  /** Ids of the alarms that somebody grouped under it. */
  readonly grouped: readonly string[];
}

const stateOf = ({ isCleared, statusChanges }: Alarm): TmfAlarm["state"] => {
  if (isCleared) return "cleared";
  return statusChanges.at(-1)?.event === "updated" ? "updated" : "raised";
};

const lastOf = (
  { operatorChanges, lastRaised }: Alarm,
  actions: readonly OperatorActionName[],
): OperatorChange | undefined => {
  const change = operatorChanges.findLast(({ action }) => actions.includes(action));
  return change === undefined || change.atMs < lastRaised.receivedAtMs ? undefined : change;
};

/** Who moved the acknowledgement last, in this occurrence. */
const acknowledged = (alarm: Alarm): OperatorChange | undefined =>
  lastOf(alarm, ["acknowledge", "unacknowledge", "close"]);

/** Who cleared this occurrence, when it was a person. */
const clearedBy = (alarm: Alarm): OperatorChange | undefined => {
  const change = lastOf(alarm, ["clear"]);
  return alarm.isCleared && change?.atMs === alarm.lastCleared?.receivedAtMs ? change : undefined;
};

const crossedThreshold = ({ threshold }: Alarm): TmfAlarm["crossedThresholdInformation"] => {
  if (threshold === null) return undefined;
  const { metric, unit, direction, observed, raiseAt, clearAt } = threshold;
  const sign = direction === "low" ? "<" : ">";
  return {
    "@type": "CrossedThresholdInformation",
    direction: direction === "low" ? "down" : "up",
    indicatorName: metric,
    indicatorUnit: unit,
    observedValue: String(observed),
    thresholdCrossingDescription: `${metric} ${sign} ${raiseAt} ${unit}, clears at ${clearAt} ${unit}`,
  };
};

const comments = ({ operatorChanges }: Alarm): NonNullable<TmfAlarm["comment"]> =>
  operatorChanges.flatMap(({ note, actor, atMs }) => {
    if (note === null || note === "") return [];
    return [{ "@type": "Comment", comment: note, userId: actor, systemId: tmfSystem, time: iso(atMs) }];
  });

/** A node of an operator serves; a root cause takes the services of the operators along whose nodes it reaches. */
const services = (alarm: Alarm, { inventory }: AlarmRelations): NonNullable<TmfAlarm["affectedService"]> => {
  const affected = new Map<string, string>();
  const node = inventory.node(alarm.site, alarm.node);
  if (node?.operator && node.technology) {
    const id = `${node.operator}/${node.technology}/${alarm.site}`;
    affected.set(id, `${node.technology} of ${node.operator} at ${alarm.site}`);
  }
  for (const [operator, count] of Object.entries(alarm.impact?.nodesByOperator ?? {})) {
    if (operator !== "") affected.set(operator, `${count} nodes of ${operator}`);
  }
  return [...affected].map(([id, name]) => ({ id, name, "@type": "Service" }));
};

const affectsService = ({ meaning, impact }: Alarm): boolean =>
  meaning === "node-down" ||
  meaning === "unreachable" ||
  Object.values(impact?.nodesByOperator ?? {}).some((count) => count > 0);

const parents = ({ cause }: Alarm, { group }: AlarmRelations): NonNullable<TmfAlarm["parentAlarm"]> =>
  [...new Set([cause?.alarm, group].filter((id) => id !== undefined && id !== null))].map(alarmReference);

const children = ({ symptoms, grouped }: AlarmRelations): NonNullable<TmfAlarm["correlatedAlarm"]> =>
  [...new Set([...symptoms, ...grouped])].map(alarmReference);

const placeOf = ({ site }: Alarm, { inventory }: AlarmRelations): TmfAlarm["place"] => {
  const known = inventory.site(site);
  const facts = { id: site, href: `/api/v1/sites/${site}`, role: "site", "@type": "GeographicSite" };
  return [known === null ? facts : { ...facts, name: known.name }];
};

/** Left out when there is nothing to tell. */
const some = <Item>(items: Item[]): Item[] | undefined => (items.length === 0 ? undefined : items);

type Attributes = {
  readonly [Name in keyof TmfAlarm]-?: (
    alarm: Alarm,
    relations: AlarmRelations,
  ) => TmfAlarm[Name] | undefined;
};

const attributes: Attributes = {
  id: ({ id }) => id,
  href: ({ id }) => alarmHref(id),
  "@type": () => "Alarm",
  externalAlarmId: ({ site, node, type, qualifier }) =>
    [site, node, type, qualifier].filter((part) => part !== "").join("/"),
  sourceSystemId: () => tmfSystem,
  reportingSystemId: () => tmfSystem,
  alarmType: ({ eventType }) => eventType,
  perceivedSeverity: ({ isCleared, severity }) => (isCleared ? "cleared" : severity),
  probableCause: ({ probableCause }) => probableCause?.name ?? "other",
  specificProblem: ({ specificProblem }) => specificProblem,
  state: stateOf,
  ackState: ({ operatorState }) => (operatorState === "none" ? "unacknowledged" : "acknowledged"),
  ackUserId: (alarm) => acknowledged(alarm)?.actor,
  ackSystemId: (alarm) => (acknowledged(alarm) === undefined ? undefined : tmfSystem),
  clearUserId: (alarm) => clearedBy(alarm)?.actor,
  clearSystemId: (alarm) => (clearedBy(alarm) === undefined ? undefined : tmfSystem),
  alarmRaisedTime: ({ lastRaised }) => iso(lastRaised.eventAtMs),
  alarmReportingTime: ({ lastRaised }) => iso(lastRaised.receivedAtMs),
  alarmChangedTime: ({ lastChanged }) => iso(lastChanged.receivedAtMs),
  alarmClearedTime: ({ isCleared, lastCleared }) =>
    isCleared && lastCleared !== null ? iso(lastCleared.eventAtMs) : undefined,
  alarmedObject: ({ site, node }) => ({
    id: `${site}/${node}`,
    href: `/api/v1/nodes/${site}/${node}`,
    "@type": "Resource",
  }),
  alarmedObjectType: ({ site, node }, { inventory }) => inventory.node(site, node)?.kind ?? "node",
  alarmDetails: ({ text }) => `${text.vi}\n${text.en}`,
  isRootCause: ({ cause, symptomCount }) => cause === null && symptomCount > 0,
  serviceAffecting: affectsService,
  plannedOutageIndicator: ({ maintenance }) => (maintenance === null ? "inService" : "outOfService"),
  parentAlarm: (alarm, relations) => some(parents(alarm, relations)),
  correlatedAlarm: (_alarm, relations) => some(children(relations)),
  affectedService: (alarm, relations) => some(services(alarm, relations)),
  crossedThresholdInformation: crossedThreshold,
  comment: (alarm) => some(comments(alarm)),
  place: placeOf,
};

type AttributeName = keyof TmfAlarm;

const isAttribute = (name: string): name is AttributeName => Object.hasOwn(attributes, name);

const names = Object.keys(attributes).filter(isAttribute);

/** Names of the attributes that an alarm may have. */
export const tmfAlarmAttributes: ReadonlySet<string> = new Set(names);

/** Shows an alarm as TMF642 does, in the form of `tmfAlarmSchema`; only some attributes of it when they are named. */
export const tmfAlarm = (
  alarm: Alarm,
  relations: AlarmRelations,
  wanted: ReadonlySet<string> | null = null,
): Resource => {
  const shown: Record<string, unknown> = {};
  for (const name of names) {
    if (wanted !== null && !wanted.has(name)) continue;
    const value = attributes[name](alarm, relations);
    if (value !== undefined) shown[name] = value;
  }
  return shown;
};
