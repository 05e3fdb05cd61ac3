import type { Alarm } from "../../alerts/alarm.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import type { Link } from "../../inventory/model.ts";
import type { AlarmId } from "../../telemetry/identifiers.ts";

const keyOf = (site: string, node: string): string => `${site}/${node}`;

/** Which links are down by the active alarms; made for one answer. */
export class LinkStates {
  readonly #byNode = new Map<string, Alarm[]>();
  readonly #linksAt = new Map<string, Link[]>();

  constructor(alarms: Iterable<Alarm>, inventory: Inventory) {
    for (const alarm of alarms) {
      if (alarm.isCleared || alarm.meaning !== "link-down") continue;
      const key = keyOf(alarm.site, alarm.node);
      this.#byNode.set(key, [...(this.#byNode.get(key) ?? []), alarm]);
    }
    for (const link of inventory.links) {
      for (const { site, node } of [link.from, link.to]) {
        const key = keyOf(site, node);
        const known = this.#linksAt.get(key);
        if (known === undefined) this.#linksAt.set(key, [link]);
        else known.push(link);
      }
    }
  }

  /**
   * Ids of the active alarms that say that the link is down, empty while it is up: those that name it, those of a node
   * that has no other link, and those that are there at both of its ends.
   */
  alarmsOf(link: Link): readonly AlarmId[] {
    const ends = [link.from, link.to].map(({ site, node }) => keyOf(site, node));
    const sure = ends.flatMap((end) => this.#at(end).filter((alarm) => this.#isSure(alarm, end, link)));
    const perhaps = ends.map((end) => this.#at(end).filter((alarm) => !this.#namesAny(alarm, end)));
    const agreed = perhaps.every((alarms) => alarms.length > 0) ? perhaps.flat() : [];
    return [...new Set([...sure, ...agreed].map(({ id }) => id))];
  }

  #at(end: string): readonly Alarm[] {
    return this.#byNode.get(end) ?? [];
  }

  #isSure(alarm: Alarm, end: string, link: Link): boolean {
    if (this.#namesAny(alarm, end)) return isNamed(alarm, link);
    return this.#linksAt.get(end)?.length === 1;
  }

  #namesAny(alarm: Alarm, end: string): boolean {
    return (this.#linksAt.get(end) ?? []).some((link) => isNamed(alarm, link));
  }
}

const isNamed = ({ labels, qualifier }: Alarm, { code }: Link): boolean =>
  labels["link"] === code || qualifier === code;
