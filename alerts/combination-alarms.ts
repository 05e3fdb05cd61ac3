import type { NodeCode, SiteCode } from "../telemetry/identifiers.ts";
import type { Alarm } from "./alarm.ts";
import type { AlarmBook } from "./alarm-book.ts";
import { deviceQualifier } from "./device-alarms.ts";
import { referencesOf } from "./rules/references.ts";
import type { Rule } from "./rules/rule.ts";

const keyOf = (type: string, site: SiteCode, ofDevice: boolean): string =>
  `${ofDevice ? "device" : "rule"} ${type} ${site}`;

/** The active alarms of the rules that other rules refer to, by rule and site. */
export class ActiveAlarms {
  readonly #book: AlarmBook;
  readonly #active = new Map<string, Map<string, Alarm>>();
  /** By rule: the alarm types that it raises. */
  #types: ReadonlyMap<string, { readonly types: readonly string[]; readonly ofDevice: boolean }> = new Map();
  #watched: ReadonlySet<string> = new Set();

  constructor(book: AlarmBook) {
    this.#book = book;
  }

  /** Follows the alarms of what these rules refer to, from those that are active now on. */
  watch(rules: readonly Rule[]): void {
    const named = new Set(
      rules
        .flatMap((rule) => [rule, ...Object.values(rule.variants)])
        .flatMap((rule) => (rule === null ? [] : referencesOf(rule))),
    );
    const targets = rules.filter(({ name }) => named.has(name));
    this.#types = new Map(
      targets.map((rule) => [
        rule.name,
        {
          types: rule.kind === "device" ? (rule.types ?? []) : [rule.name],
          ofDevice: rule.kind === "device",
        },
      ]),
    );
    this.#watched = new Set(
      [...this.#types.values()].flatMap(({ types, ofDevice }) => types.map((type) => `${ofDevice} ${type}`)),
    );
    this.#active.clear();
    for (const alarm of this.#book) this.follow(alarm);
  }

  /** Takes up a change of an alarm; true when some rule refers to it. */
  follow(alarm: Alarm): boolean {
    const ofDevice = alarm.qualifier === deviceQualifier;
    if (!this.#watched.has(`${ofDevice} ${alarm.type}`)) return false;
    const key = keyOf(alarm.type, alarm.site, ofDevice);
    const known = this.#active.get(key) ?? new Map<string, Alarm>();
    if (alarm.isCleared) known.delete(alarm.id);
    else known.set(alarm.id, alarm);
    if (known.size === 0) this.#active.delete(key);
    else this.#active.set(key, known);
    return true;
  }

  /** The rules whose alarms have this type. */
  rulesOf(alarm: Alarm): readonly string[] {
    const ofDevice = alarm.qualifier === deviceQualifier;
    return [...this.#types].flatMap(([name, raised]) =>
      raised.ofDevice === ofDevice && raised.types.includes(alarm.type) ? name : [],
    );
  }

  /** Active alarms of a rule at a node, or anywhere at a site. */
  of(
    rule: string,
    { site, node }: { readonly site: SiteCode; readonly node: NodeCode | null },
  ): readonly Alarm[] {
    const { types = [], ofDevice = false } = this.#types.get(rule) ?? {};
    return types
      .flatMap((type) => [...(this.#active.get(keyOf(type, site, ofDevice))?.values() ?? [])])
      .filter((alarm) => node === null || alarm.node === node);
  }
}
