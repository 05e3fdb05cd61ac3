import type { DeviceAlarm } from "../telemetry/device-event.ts";
import type { Alarm, Moment } from "./alarm.ts";
import { type AlarmBook, nodeKey, type Recording } from "./alarm-book.ts";
import type { Subject } from "./alarm-life.ts";
import { alarmIdOf } from "./identity.ts";
import { deviceAlarmTypesPerNodeMax } from "./limits.ts";
import type { DescribeSite } from "./routes.ts";
import type { DeviceRule } from "./rules/rule.ts";
import { renderText } from "./rules/text.ts";

/** Qualifier of alarms that devices raise; not in the grammar of codes, so that it never meets a device id. */
export const deviceQualifier = "@device";

/** What device alarms work with. */
export interface DeviceAlarmParts {
  readonly rules: readonly DeviceRule[];
  readonly book: AlarmBook;
  readonly describeSite: DescribeSite;
}

/**
 * Alarms that devices raise and clear themselves. The device's word holds until it says otherwise, so that messages
 * count in the order of arrival however late they are: a raise without its clear would stand for ever.
 */
export class DeviceAlarms {
  readonly #parts: DeviceAlarmParts;
  readonly #types = new Map<string, Set<string>>();
  typesRefused = 0;

  constructor(parts: DeviceAlarmParts) {
    this.#parts = parts;
  }

  /** Takes up the alarm types known of a node. */
  restore(alarm: Alarm): void {
    if (alarm.qualifier === deviceQualifier) this.#typesOf(nodeKey(alarm.site, alarm.node)).add(alarm.type);
  }

  /** True when a rule takes the alarm of a device. */
  watches(type: string): boolean {
    return this.#ruleFor(type) !== undefined;
  }

  follow(event: DeviceAlarm, recording: Recording): void {
    const rule = this.#ruleFor(event.type);
    if (rule === undefined) return;
    const { site, node, type } = event;
    const identity = { site, node, type, qualifier: deviceQualifier };
    const subject: Subject = { ...identity, id: alarmIdOf(identity), rule };
    const at: Moment = { eventAtMs: event.tsMs, receivedAtMs: event.receivedAtMs, clock: "device" };
    if (event.cleared) {
      this.#parts.book.settle(recording, subject, null, at);
      return;
    }
    if (!this.#admits(event) || !this.#roomFor(subject)) return;
    const text = renderText(rule, {
      text: event.text,
      type,
      device: event.device,
      site: this.#parts.describeSite(site)?.name ?? site,
      node,
    });
    const severity = rule.severity ?? event.severity;
    this.#parts.book.settle(recording, subject, { at, severity, text, threshold: null, evidence: [] }, at);
  }

  #ruleFor(type: string): DeviceRule | undefined {
    const { rules } = this.#parts;
    return rules.find((rule) => rule.types?.includes(type)) ?? rules.find((rule) => rule.types === null);
  }

  #typesOf(node: string): Set<string> {
    const known = this.#types.get(node);
    if (known !== undefined) return known;
    const types = new Set<string>();
    this.#types.set(node, types);
    return types;
  }

  #admits({ site, node, type }: DeviceAlarm): boolean {
    const types = this.#typesOf(nodeKey(site, node));
    if (!types.has(type) && types.size >= deviceAlarmTypesPerNodeMax) {
      this.typesRefused++;
      return false;
    }
    types.add(type);
    return true;
  }

  #roomFor({ id }: Subject): boolean {
    return this.#parts.book.activeOf(id) !== undefined || this.#parts.book.admits();
  }
}
