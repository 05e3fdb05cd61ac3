import type { Alarm } from "../../alerts/alarm.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import type { Scope } from "../../inventory/visibility.ts";
import type { AlarmDesk } from "../context.ts";
import { Sight } from "../identity/sight.ts";
import { withinSight } from "../views/seen-alarm.ts";
import type { AlarmGroups } from "./alarm-groups.ts";
import { type AlarmRelations, tmfAlarm } from "./alarm-resource.ts";
import type { Resource } from "./resource-filter.ts";

/** Where alarms and what belongs to them are found. */
export interface AlarmSources {
  readonly alarms: Pick<AlarmDesk, "list" | "get">;
  readonly inventory: () => Inventory;
  readonly groups: AlarmGroups;
  /** References to symptoms that one alarm carries. */
  readonly correlatedAlarmsMax: number;
}

const newestFirst = (a: Alarm, b: Alarm): number =>
  b.lastChanged.receivedAtMs - a.lastChanged.receivedAtMs || (a.id < b.id ? -1 : 1);

/** What one scope sees of the alarms, as TMF642 shows them; cheap to make, holds for a request. */
export class AlarmWindow {
  readonly #sources: AlarmSources;
  readonly #inventory: Inventory;
  readonly #sight: Sight;
  /** Symptoms in sight by the id of their cause; made when first asked for. */
  #symptoms: ReadonlyMap<string, readonly string[]> | null = null;

  constructor(sources: AlarmSources, scope: Scope) {
    this.#sources = sources;
    this.#inventory = sources.inventory();
    this.#sight = new Sight(scope, this.#inventory);
  }

  sees({ site, node }: { readonly site: string; readonly node: string }): boolean {
    return this.#sight.node(site, node);
  }

  /** The live list in sight, newest change first. */
  list(): readonly Alarm[] {
    return this.#sources.alarms
      .list()
      .filter((alarm) => this.sees(alarm))
      .sort(newestFirst);
  }

  /** One alarm; null when it is not there or out of sight. */
  find(id: string): Alarm | null {
    const alarm = this.#sources.alarms.get(id);
    return alarm !== undefined && this.sees(alarm) ? alarm : null;
  }

  /** An alarm as a resource, without what is out of sight; only the attributes named, when some are. */
  shown(alarm: Alarm, attributes: ReadonlySet<string> | null = null): Resource {
    const viewer = { sight: this.#sight, alarmOf: (id: string) => this.#sources.alarms.get(id) };
    const isCorrelationAsked = attributes === null || attributes.has("correlatedAlarm");
    const relations = this.#relationsOf(alarm, isCorrelationAsked);
    return tmfAlarm(withinSight(alarm, viewer), relations, attributes);
  }

  #relationsOf({ id, symptomCount }: Alarm, isCorrelationAsked: boolean): AlarmRelations {
    const { groups, correlatedAlarmsMax } = this.#sources;
    const parent = groups.parentOf(id);
    const symptoms = isCorrelationAsked && symptomCount > 0 ? this.#symptomsOf(id) : [];
    return {
      inventory: this.#inventory,
      symptoms: symptoms.slice(0, correlatedAlarmsMax),
      group: parent !== null && this.find(parent) ? parent : null,
      grouped: groups
        .membersOf(id)
        .filter((member) => this.find(member) !== null)
        .slice(0, correlatedAlarmsMax),
    };
  }

  #symptomsOf(id: string): readonly string[] {
    this.#symptoms ??= symptomsByCause(this.list());
    return this.#symptoms.get(id) ?? [];
  }
}

const symptomsByCause = (alarms: readonly Alarm[]): ReadonlyMap<string, readonly string[]> => {
  const symptoms = new Map<string, string[]>();
  for (const { id, cause } of alarms) {
    if (cause === null) continue;
    const known = symptoms.get(cause.alarm);
    if (known) known.push(id);
    else symptoms.set(cause.alarm, [id]);
  }
  return symptoms;
};
