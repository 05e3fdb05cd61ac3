import type { BriefAlarmView } from "../../api/contract.ts";
import { type HiddenReason, hiddenReasons } from "./alarm-facts.ts";
import { type Family, type FamilyKey, familyKeyOf, familyOf, withFamilies } from "./families.ts";
import { type Sieve, type SieveParts, sieveOf } from "./sift.ts";

/** What a filter leaves, folded and in order, and how much it leaves out. */
export interface ListContent {
  readonly families: readonly Family[];
  /** Alarms that only what the list is narrowed to keeps away. */
  readonly filteredOut: number;
  /** Alarms that are hidden, by reason, whether the list shows them or not; one may count under several. */
  readonly hidden: Readonly<Record<HiddenReason, number>>;
}

/** The alarms of one key, and what is shown of them. */
interface Group extends Omit<ListContent, "families"> {
  readonly alarms: readonly BriefAlarmView[];
  readonly family: Family | null;
}

/**
 * What the list shows, followed change by change: only families in which something changed are folded anew, since
 * what is shown of an alarm rests on nothing outside of its family. Where families are types of alarms it does, for
 * the root of a symptom is of another type: there all are folded anew.
 */
export class SiftedList {
  readonly #alarmOf: SieveParts["alarmOf"];
  readonly #sift: Sieve;
  readonly #keyOf: FamilyKey;
  readonly #isByType: boolean;
  /** The key of each alarm by its id. */
  readonly #keys = new Map<string, string>();
  readonly #groups = new Map<string, Group>();
  readonly #hidden = { shelved: 0, suppressed: 0, "out-of-service": 0 };
  #filteredOut = 0;
  #families: readonly Family[] = [];

  constructor(parts: SieveParts) {
    const { grouping, show } = parts.filter;
    this.#alarmOf = parts.alarmOf;
    this.#sift = sieveOf(parts);
    this.#keyOf = familyKeyOf(grouping, show.includes("suppressed"));
    this.#isByType = grouping === "type";
  }

  /** Looks anew at the alarms with these ids, which came, changed or ended. */
  look(ids: ReadonlySet<string>): ListContent {
    const { arrived, affected } = this.#assign(ids);
    const left = new Set<Family>();
    const made: Family[] = [];
    for (const key of affected) {
      const known = this.#groups.get(key);
      const own = arrived.get(key) ?? [];
      const staying = known?.alarms.filter(({ id }) => !ids.has(id)) ?? [];
      const next = this.#fold(key, staying.length === 0 ? own : [...staying, ...own]);
      this.#replace(key, known, next);
      if (known?.family) left.add(known.family);
      if (next.family) made.push(next.family);
    }
    if (left.size + made.length > 0) {
      const staying = this.#families.filter((family) => !left.has(family));
      this.#families = withFamilies(staying, made);
    }
    return { families: this.#families, filteredOut: this.#filteredOut, hidden: { ...this.#hidden } };
  }

  /** Gives each alarm to its key; what comes to which, and the keys of which something may be shown otherwise. */
  #assign(ids: ReadonlySet<string>) {
    const arrived = new Map<string, BriefAlarmView[]>();
    // An alarm's own id is the key of those that it explains.
    const affected = new Set(ids);
    for (const id of ids) {
      const last = this.#keys.get(id);
      if (last !== undefined) affected.add(last);
      this.#keys.delete(id);
      const alarm = this.#alarmOf(id);
      if (alarm === undefined) continue;
      const key = this.#keyOf(alarm);
      this.#keys.set(id, key);
      const own = arrived.get(key);
      if (own === undefined) arrived.set(key, [alarm]);
      else own.push(alarm);
    }
    for (const key of arrived.keys()) affected.add(key);
    if (this.#isByType) for (const key of this.#groups.keys()) affected.add(key);
    return { arrived, affected };
  }

  #fold(key: string, alarms: readonly BriefAlarmView[]): Group {
    const { seen, filteredOut, hidden } = this.#sift(alarms);
    return { alarms, filteredOut, hidden, family: familyOf(key, seen) };
  }

  #replace(key: string, known: Group | undefined, next: Group): void {
    if (next.alarms.length > 0) this.#groups.set(key, next);
    else this.#groups.delete(key);
    this.#filteredOut += next.filteredOut - (known?.filteredOut ?? 0);
    for (const reason of hiddenReasons) {
      this.#hidden[reason] += next.hidden[reason] - (known?.hidden[reason] ?? 0);
    }
  }
}
