import type { BriefAlarmView } from "../../api/contract.ts";
import type { Severity } from "../parts/severity-order.ts";
import { compareRanks, graver, inOrder, type Rank, rankOf } from "./alarm-order.ts";
import type { ListRow } from "./list-row.ts";

/** What alarms are folded by: their root cause, or the type of alarm over all sites. */
export const groupings = ["cause", "type"] as const;
/** One of `groupings`. */
export type Grouping = (typeof groupings)[number];

/** Alarms that are shown as one row: the one that stands for them, and those folded beneath it. */
export interface Family {
  /** The alarm that is shown: the root cause when it is in sight, else the first of them. */
  readonly leader: BriefAlarmView;
  /** In the order of the list; without the leader. */
  readonly members: readonly BriefAlarmView[];
  /** The gravest of all of them: decides the place in the list. */
  readonly worst: Severity;
  readonly rank: Rank;
  /** Its row while it is folded. */
  readonly row: ListRow;
}

/** Gives the key that the alarms of one family share; for root causes the id of the cause. */
export type FamilyKey = (alarm: BriefAlarmView) => string;

/** How families are told apart; symptoms that shall stand by themselves are not folded beneath their cause. */
export const familyKeyOf = (grouping: Grouping, showsSymptoms: boolean): FamilyKey => {
  if (grouping === "type") return ({ type }) => type;
  return showsSymptoms ? ({ id }) => id : ({ id, cause }) => cause?.alarm ?? id;
};

const familyWith = (leader: BriefAlarmView, members: readonly BriefAlarmView[], worst: Severity): Family => ({
  leader,
  members,
  worst,
  rank: rankOf(leader, worst),
  row: { alarm: leader, level: 1, folded: members.length, isUnfolded: false, worst, isGone: false },
});

/** The family of alarms that share a key; null when there are none. */
export const familyOf = (key: string, alarms: readonly BriefAlarmView[]): Family | null => {
  const [first] = alarms;
  if (first === undefined) return null;
  if (alarms.length === 1) return familyWith(first, [], first.severity);
  const ordered = inOrder(alarms);
  const leader = ordered.find(({ id }) => id === key) ?? ordered[0] ?? first;
  const worst = ordered.reduce((known: Severity, { severity }) => graver(known, severity), first.severity);
  return familyWith(
    leader,
    ordered.filter((alarm) => alarm !== leader),
    worst,
  );
};

/** Families in the order of the list: unacknowledged first, then the gravest in them, then newest. */
const compareFamilies = (one: Family, other: Family): number => compareRanks(one.rank, other.rank);

/** Where a family belongs among others in order, from a place on: looked for in growing strides, then between two. */
const placeAmong = (families: readonly Family[], from: number, family: Family): number => {
  const isAbove = (place: number): boolean => {
    const other = families[place];
    return other !== undefined && compareFamilies(other, family) < 0;
  };
  let low = from;
  let stride = 1;
  while (isAbove(low + stride - 1)) {
    low += stride;
    stride *= 2;
  }
  let high = Math.min(low + stride - 1, families.length);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isAbove(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Families in order, with others put among them. */
export const withFamilies = (families: readonly Family[], others: readonly Family[]): readonly Family[] => {
  const all: Family[] = [];
  let from = 0;
  const takeUntil = (place: number): void => {
    for (const family of families.slice(from, place)) all.push(family);
    from = place;
  };
  for (const family of others.toSorted(compareFamilies)) {
    const place = placeAmong(families, from, family);
    if (place > from) takeUntil(place);
    all.push(family);
  }
  takeUntil(families.length);
  return all;
};

/** Folds alarms into families, each alarm in one of them, in the order of the list. */
export const familiesOf = (alarms: Iterable<BriefAlarmView>, keyOf: FamilyKey): readonly Family[] => {
  const groups = new Map<string, BriefAlarmView[]>();
  for (const alarm of alarms) {
    const key = keyOf(alarm);
    const own = groups.get(key);
    if (own === undefined) groups.set(key, [alarm]);
    else own.push(alarm);
  }
  return Array.from(groups, ([key, group]) => familyOf(key, group) ?? [])
    .flat()
    .sort(compareFamilies);
};
