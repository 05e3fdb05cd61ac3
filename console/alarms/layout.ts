import type { AlarmView } from "../../api/contract.ts";
import type { Severity } from "../parts/severity-order.ts";
import type { Family } from "./families.ts";
import { settleOrder } from "./settled-order.ts";

/** One row of the list. */
export interface ListRow {
  readonly alarm: AlarmView;
  /** 1: stands by itself; 2: unfolded beneath the row above. */
  readonly level: 1 | 2;
  /** How many alarms it stands for besides itself. */
  readonly folded: number;
  readonly isUnfolded: boolean;
  /** The gravest severity of all that it stands for. */
  readonly worst: Severity;
  /** True when the alarm has ended and the row only keeps its place. */
  readonly isGone: boolean;
}

/** The list as it stands on the screen. */
export interface Layout {
  readonly rows: readonly ListRow[];
  /** What waits to come onto the screen, gravest first. */
  readonly waiting: readonly AlarmView[];
}

/** What the rows are laid from. */
export interface LayoutInput {
  readonly families: readonly Family[];
  /** Ids of the rows that somebody unfolded. */
  readonly unfolded: ReadonlySet<string>;
  /** True while nothing may move. */
  readonly isHeld: boolean;
  /** The active alarm with an id. */
  readonly alarmOf: (id: string) => AlarmView | undefined;
}

const idOf = ({ id }: AlarmView): string => id;

const membersShown = (shown: readonly ListRow[]): ReadonlyMap<string, readonly ListRow[]> => {
  const groups = new Map<string, ListRow[]>();
  let group: ListRow[] = [];
  for (const row of shown) {
    if (row.level === 1) {
      group = [];
      groups.set(row.alarm.id, group);
    } else group.push(row);
  }
  return groups;
};

/** The rows that are shown next; `shown` are those on the screen now, null at the beginning. */
export const layRows = (shown: readonly ListRow[] | null, input: LayoutInput): Layout => {
  const { families, unfolded, isHeld, alarmOf } = input;
  const wanted = new Map(families.map((family) => [family.leader.id, family]));
  const held = isHeld ? (shown ?? []) : [];
  const shownRows = new Map(held.map((row) => [row.alarm.id, row]));
  const shownMembers = membersShown(held);
  const leaders = settleOrder(shown === null ? null : [...shownMembers.keys()], [...wanted.keys()], isHeld);
  const waiting = leaders.waiting.flatMap((id) => wanted.get(id)?.leader ?? []);
  const rows: ListRow[] = [];
  const put = (id: string, level: 1 | 2, family: Family | undefined): void => {
    const alarm = family?.leader ?? alarmOf(id) ?? shownRows.get(id)?.alarm;
    if (alarm === undefined) return;
    const isGone = family === undefined && alarmOf(id) === undefined;
    const folded = family?.members.length ?? 0;
    const isUnfolded = folded > 0 && unfolded.has(id);
    rows.push({ alarm, level, folded, isUnfolded, worst: family?.worst ?? alarm.severity, isGone });
  };
  for (const id of leaders.ids) {
    const family = wanted.get(id);
    put(id, 1, family);
    if (!unfolded.has(id)) continue;
    const before = shownMembers.get(id)?.map(({ alarm }) => alarm.id);
    const isKnown = before !== undefined && before.length > 0;
    const members = settleOrder(isKnown ? before : null, family?.members.map(idOf) ?? [], isHeld);
    for (const member of members.ids) put(member, 2, undefined);
  }
  return { rows, waiting };
};
