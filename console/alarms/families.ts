import type { AlarmView } from "../../api/contract.ts";
import type { Severity } from "../parts/severity-order.ts";
import { compareRanks, graver, inOrder, rankOf } from "./alarm-order.ts";

/** What alarms are folded by: their root cause, or the type of alarm over all sites. */
export const groupings = ["cause", "type"] as const;
/** One of `groupings`. */
export type Grouping = (typeof groupings)[number];

/** Alarms that are shown as one row: the one that stands for them, and those folded beneath it. */
export interface Family {
  /** The alarm that is shown: the root cause when it is in sight, else the first of them. */
  readonly leader: AlarmView;
  /** In the order of the list; without the leader. */
  readonly members: readonly AlarmView[];
  /** The gravest of all of them: decides the place in the list. */
  readonly worst: Severity;
}

/** Gives the key that the alarms of one family share; for root causes the id of the cause. */
export type FamilyKey = (alarm: AlarmView) => string;

/** How families are told apart; symptoms that shall stand by themselves are not folded beneath their cause. */
export const familyKeyOf = (grouping: Grouping, showsSymptoms: boolean): FamilyKey => {
  if (grouping === "type") return ({ type }) => type;
  return showsSymptoms ? ({ id }) => id : ({ id, cause }) => cause?.alarm ?? id;
};

const familyOf = (key: string, alarms: readonly AlarmView[]): Family | null => {
  const [first] = alarms;
  if (first === undefined) return null;
  if (alarms.length === 1) return { leader: first, members: [], worst: first.severity };
  const ordered = inOrder(alarms);
  const leader = ordered.find(({ id }) => id === key) ?? ordered[0] ?? first;
  return {
    leader,
    members: ordered.filter((alarm) => alarm !== leader),
    worst: ordered.reduce((worst: Severity, { severity }) => graver(worst, severity), first.severity),
  };
};

/** Folds alarms into families, each alarm in one of them: unacknowledged first, then the gravest in them, then newest. */
export const familiesOf = (alarms: Iterable<AlarmView>, keyOf: FamilyKey): readonly Family[] => {
  const gathered = new Map<string, AlarmView[]>();
  for (const alarm of alarms) {
    const key = keyOf(alarm);
    const known = gathered.get(key);
    if (known === undefined) gathered.set(key, [alarm]);
    else known.push(alarm);
  }
  const ranked = [...gathered].flatMap(([key, members]) => {
    const family = familyOf(key, members);
    return family === null ? [] : [{ family, rank: rankOf(family.leader, family.worst) }];
  });
  return ranked.sort((one, other) => compareRanks(one.rank, other.rank)).map(({ family }) => family);
};
