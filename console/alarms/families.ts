import type { BriefAlarmView } from "../../api/contract.ts";
import type { Severity } from "../parts/severity-order.ts";
import { compareRanks, graver, inOrder, type Rank, rankOf } from "./alarm-order.ts";

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
}

/** Gives the key that the alarms of one family share; for root causes the id of the cause. */
export type FamilyKey = (alarm: BriefAlarmView) => string;

/** How families are told apart; symptoms that shall stand by themselves are not folded beneath their cause. */
export const familyKeyOf = (grouping: Grouping, showsSymptoms: boolean): FamilyKey => {
  if (grouping === "type") return ({ type }) => type;
  return showsSymptoms ? ({ id }) => id : ({ id, cause }) => cause?.alarm ?? id;
};

/** A family with its rank, before the families are in order. */
interface Ranked extends Rank {
  readonly family: Family;
}

const alone = (leader: BriefAlarmView): Ranked => ({
  ...rankOf(leader),
  family: { leader, members: [], worst: leader.severity },
});

const together = (key: string, alarms: readonly BriefAlarmView[], first: BriefAlarmView): Ranked => {
  const ordered = inOrder(alarms);
  const leader = ordered.find(({ id }) => id === key) ?? ordered[0] ?? first;
  const worst = ordered.reduce((known: Severity, { severity }) => graver(known, severity), first.severity);
  const members = ordered.filter((alarm) => alarm !== leader);
  return { ...rankOf(leader, worst), family: { leader, members, worst } };
};

/** Folds alarms into families, each alarm in one of them: unacknowledged first, then the gravest in them, then newest. */
export const familiesOf = (alarms: Iterable<BriefAlarmView>, keyOf: FamilyKey): readonly Family[] => {
  const firsts = new Map<string, BriefAlarmView>();
  // Most alarms stand alone: only those that don't get a list of their own.
  const several = new Map<string, BriefAlarmView[]>();
  for (const alarm of alarms) {
    const key = keyOf(alarm);
    const first = firsts.get(key);
    if (first === undefined) {
      firsts.set(key, alarm);
      continue;
    }
    const known = several.get(key);
    if (known === undefined) several.set(key, [first, alarm]);
    else known.push(alarm);
  }
  const ranked: Ranked[] = [];
  for (const [key, first] of firsts) {
    const all = several.get(key);
    ranked.push(all === undefined ? alone(first) : together(key, all, first));
  }
  return ranked.sort(compareRanks).map(({ family }) => family);
};
