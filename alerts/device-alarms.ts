import type { DeviceAlarm } from "../telemetry/device-event.ts";
import type { Alarm, Moment } from "./alarm.ts";
import { type AlarmBook, nodeKey, type Recording } from "./alarm-book.ts";
import type { Firing, Subject } from "./alarm-life.ts";
import { canonicalState } from "./condition.ts";
import type { DeviceBody } from "./condition-body.ts";
import { ConditionSet } from "./condition-set.ts";
import { DeviceCondition, deviceConditionBody, hasDelays, type Said } from "./device-alarms-condition.ts";
import { alarmIdOf } from "./identity.ts";
import { deviceAlarmTypesPerNodeMax } from "./limits.ts";
import type { DescribeSite } from "./routes.ts";
import { isSameRule, rulesAt } from "./rules/overrides.ts";
import type { DeviceRule, Rule } from "./rules/rule.ts";
import { renderText } from "./rules/text.ts";

/** Qualifier of alarms that devices raise; not in the grammar of codes, so that it never meets a device id. */
export const deviceQualifier = "@device";

/** What device alarms work with. */
export interface DeviceAlarmParts {
  /** Those of other kinds are left alone. */
  readonly rules: readonly Rule[];
  readonly book: AlarmBook;
  readonly describeSite: DescribeSite;
}

type Whose = Pick<DeviceAlarm, "site" | "node" | "type">;

/**
 * Alarms that devices raise and clear themselves. The device's word holds until it says otherwise, so that messages
 * count in the order of arrival however late they are: a raise without its clear would stand for ever.
 */
export class DeviceAlarms {
  readonly #parts: DeviceAlarmParts;
  readonly #types = new Map<string, Set<string>>();
  readonly #set: ConditionSet<DeviceCondition>;
  /** Those that are not normal, by their key. */
  readonly #conditions = new Map<string, DeviceCondition>();
  #rules: readonly Rule[];
  typesRefused = 0;

  constructor(parts: DeviceAlarmParts) {
    this.#parts = parts;
    this.#rules = deviceRules(parts.rules);
    this.#set = new ConditionSet({
      book: parts.book,
      bodyOf: deviceConditionBody,
      entered: (condition) => {
        if (this.#set.open.has(condition)) this.#conditions.set(condition.key, condition);
        else this.#conditions.delete(condition.key);
      },
    });
  }

  /** Takes up the alarm types known of a node. */
  restore(alarm: Alarm): void {
    if (alarm.qualifier === deviceQualifier) this.#typesOf(nodeKey(alarm.site, alarm.node)).add(alarm.type);
  }

  /** Takes up a kept delay; false when its rule is gone or has no delays any more. */
  restoreCondition(body: DeviceBody): boolean {
    const rule = this.#ruleFor(body);
    if (rule?.name !== body.rule || !hasDelays(rule)) return false;
    const condition = new DeviceCondition(rule, subjectOf(body, rule), body);
    this.#typesOf(nodeKey(body.site, body.node)).add(body.type);
    this.#set.enter(condition, [canonicalState(body.is)]);
    return true;
  }

  /** True when a rule takes the alarm of a device. */
  watches(alarm: Whose): boolean {
    return this.#ruleFor(alarm) !== undefined;
  }

  follow(event: DeviceAlarm, recording: Recording): void {
    const rule = this.#ruleFor(event);
    if (rule === undefined) return;
    const subject = subjectOf(event, rule);
    if (!event.cleared && !this.#admits(event)) return;
    const at: Moment = { eventAtMs: event.tsMs, receivedAtMs: event.receivedAtMs, clock: "device" };
    if (hasDelays(rule)) return this.#delayed(event, { rule, subject, at }, recording);
    const firing = event.cleared ? null : this.#firing({ rule, subject }, event, at);
    const { book } = this.#parts;
    if (firing === null || book.admits(subject.id)) book.settle(recording, subject, firing, at);
  }

  /** Those that are not normal. */
  get open(): ReadonlySet<DeviceCondition> {
    return this.#set.open;
  }

  /** When time alone has something to complete; Infinity when nothing waits for it. */
  nextDueMs(): number {
    return this.#set.nextDueMs();
  }

  /** Completes delays: what a device says holds until it says otherwise. */
  tick(recording: Recording): void {
    this.#set.completeDelays(recording, (condition, { at }) => this.#firing(condition, condition.said, at));
  }

  /** Sets the condition of an alarm back to normal: it comes back when the device raises it again. */
  reset(alarm: string, recording: Recording): void {
    this.#set.reset(alarm, recording);
  }

  /** Works with other rules from now on; answers the keys of delays that are forgotten. Raised alarms stay. */
  rulesChanged(rules: readonly Rule[]): readonly string[] {
    this.#rules = deviceRules(rules);
    const before = this.#set.clear();
    this.#conditions.clear();
    return before.flatMap((condition) => {
      const rule = this.#ruleFor(condition.subject);
      if (rule === undefined || !isSameRule(rule, condition.rule)) return condition.key;
      this.#set.enter(new DeviceCondition(rule, condition.subject, condition.said), condition.states);
      return [];
    });
  }

  #delayed(
    event: DeviceAlarm,
    whose: { readonly rule: DeviceRule; readonly subject: Subject; readonly at: Moment },
    recording: Recording,
  ): void {
    const { rule, subject, at } = whose;
    const condition = this.#conditionOf(rule, subject, event);
    const before = condition.said;
    if (!event.cleared) condition.said = { ...before, ...saidBy(event) };
    const advanced = this.#set.advance(condition, {
      recording,
      at,
      eventFor: () => ({ kind: "reading", verdict: event.cleared ? "good" : "bad", at }),
      firing: () => this.#firing(condition, condition.said, at),
    });
    if (advanced || !this.#set.open.has(condition) || isSame(before, condition.said)) return;
    this.#set.keep(condition, recording);
    if (condition.isFiring())
      this.#parts.book.settle(recording, subject, this.#firing(condition, condition.said, at), at);
  }

  /** One that is not known is normal, unless its alarm was raised before the rule had delays. */
  #conditionOf(rule: DeviceRule, subject: Subject, event: DeviceAlarm): DeviceCondition {
    const made = new DeviceCondition(rule, subject, saidBy(event));
    const known = this.#conditions.get(made.key);
    if (known !== undefined) return known;
    if (this.#parts.book.activeOf(subject.id) !== undefined)
      this.#set.enter(made, [canonicalState({ state: "raised" })]);
    return made;
  }

  #firing(
    { rule, subject }: { readonly rule: DeviceRule; readonly subject: Subject },
    said: Said,
    at: Moment,
  ): Firing {
    const { site, node, type } = subject;
    const text = renderText(rule, {
      text: said.text,
      type,
      device: said.device,
      site: this.#parts.describeSite(site)?.name ?? site,
      node,
    });
    return { at, severity: rule.severity ?? said.severity, text, threshold: null, evidence: [] };
  }

  #ruleFor({ site, node, type }: Whose): DeviceRule | undefined {
    const siteClass = this.#parts.describeSite(site)?.class;
    const rules = rulesAt(this.#rules, { site, node, siteClass }).filter((rule) => rule.kind === "device");
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
}

const deviceRules = (rules: readonly Rule[]): readonly Rule[] =>
  rules.filter(({ kind }) => kind === "device");

const subjectOf = ({ site, node, type }: Whose, rule: DeviceRule): Subject => {
  const identity = { site, node, type, qualifier: deviceQualifier };
  return { ...identity, id: alarmIdOf(identity), rule };
};

const saidBy = ({ severity, text, device }: DeviceAlarm): Said => ({ severity, text, device });

const isSame = (one: Said, other: Said): boolean =>
  one.severity === other.severity && one.text === other.text && one.device === other.device;
