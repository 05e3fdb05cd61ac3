import type { BriefAlarmView } from "../../api/contract.ts";
import type { Family } from "./families.ts";
import type { ListRow } from "./list-row.ts";
import { settleOrder } from "./settled-order.ts";

/** The list as it stands on the screen. */
export interface Layout {
  readonly rows: readonly ListRow[];
  /** What waits to come onto the screen, gravest first. */
  readonly waiting: readonly BriefAlarmView[];
}

/** What the rows are laid from. */
export interface LayoutInput {
  readonly families: readonly Family[];
  /** Ids of the rows that somebody unfolded. */
  readonly unfolded: ReadonlySet<string>;
  /** True while nothing may move. */
  readonly isHeld: boolean;
  /** The active alarm with an id. */
  readonly alarmOf: (id: string) => BriefAlarmView | undefined;
}

const idOf = ({ id }: BriefAlarmView): string => id;

/** The members that stand beneath each unfolded row. */
const membersShown = (shown: readonly ListRow[]): ReadonlyMap<string, readonly string[]> => {
  const groups = new Map<string, string[]>();
  let leader = "";
  for (const { alarm, level } of shown) {
    if (level === 1) leader = alarm.id;
    else if (groups.has(leader)) groups.get(leader)?.push(alarm.id);
    else groups.set(leader, [alarm.id]);
  }
  return groups;
};

const leadersShown = (shown: readonly ListRow[]): readonly string[] =>
  shown.flatMap(({ alarm, level }) => (level === 1 ? alarm.id : []));

/** Finds what stood in a place whose alarm nobody knows any more. */
const lastKnown = (shown: readonly ListRow[]): ((id: string) => BriefAlarmView | undefined) => {
  let byId: ReadonlyMap<string, BriefAlarmView> | null = null;
  return (id) => {
    byId ??= new Map(shown.map(({ alarm }) => [alarm.id, alarm]));
    return byId.get(id);
  };
};

const rowOf = ({ row, leader }: Family, unfolded: ReadonlySet<string>): ListRow =>
  row.folded > 0 && unfolded.has(leader.id) ? { ...row, isUnfolded: true } : row;

const memberRow = (alarm: BriefAlarmView, level: 1 | 2, isGone: boolean): ListRow => ({
  ...{ alarm, level, isGone },
  ...{ folded: 0, isUnfolded: false, worst: alarm.severity },
});

/** All in their order: nobody is at the rows. */
const layFreely = ({ families, unfolded }: LayoutInput): Layout => {
  const rows: ListRow[] = [];
  for (const family of families) {
    const row = rowOf(family, unfolded);
    rows.push(row);
    if (!row.isUnfolded) continue;
    for (const member of family.members) rows.push(memberRow(member, 2, false));
  }
  return { rows, waiting: [] };
};

const layHeld = (shown: readonly ListRow[], input: LayoutInput): Layout => {
  const { families, unfolded, alarmOf } = input;
  const knownOf = lastKnown(shown);
  const wanted = new Map(families.map((family) => [family.leader.id, family]));
  const shownMembers = membersShown(shown);
  const leaders = settleOrder(leadersShown(shown), [...wanted.keys()]);
  const rows: ListRow[] = [];
  const put = (id: string, level: 1 | 2): void => {
    const now = alarmOf(id);
    const alarm = now ?? knownOf(id);
    if (alarm !== undefined) rows.push(memberRow(alarm, level, now === undefined));
  };
  for (const id of leaders.ids) {
    const family = wanted.get(id);
    if (family === undefined) put(id, 1);
    else rows.push(rowOf(family, unfolded));
    if (!unfolded.has(id)) continue;
    const members = settleOrder(shownMembers.get(id) ?? null, family?.members.map(idOf) ?? []);
    for (const member of members.ids) put(member, 2);
  }
  return { rows, waiting: leaders.waiting.flatMap((id) => wanted.get(id)?.leader ?? []) };
};

/** The rows that are shown next; `shown` are those on the screen now, null at the beginning. */
export const layRows = (shown: readonly ListRow[] | null, input: LayoutInput): Layout =>
  input.isHeld && shown !== null ? layHeld(shown, input) : layFreely(input);
