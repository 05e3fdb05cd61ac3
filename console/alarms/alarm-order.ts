import type { BriefAlarmView } from "../../api/contract.ts";
import { type Severity, severityRank } from "../parts/severity-order.ts";

/** The place of a row in one number, smaller above: 10,000 of them are sorted at once. */
export interface Rank {
  readonly id: string;
  readonly order: number;
}

const worstWeight = 10;
const acknowledgedWeight = 100;
/** Larger than any instant, ms since 1970 UTC; times the largest weight it is still exact. */
const weightStep = 1e13;

/** The rank of an alarm; `worst` is the gravest severity of all that it stands for, and comes before its own. */
export const rankOf = (alarm: BriefAlarmView, worst: Severity = alarm.severity): Rank => {
  const severity = severityRank(worst) * worstWeight + severityRank(alarm.severity);
  const weight = severity + (alarm.operatorState === "none" ? 0 : acknowledgedWeight);
  return { id: alarm.id, order: weight * weightStep - Date.parse(alarm.lastRaised.eventAt) };
};

/** Unacknowledged first, then severity, then newest; the id decides between equals, so that the order is one. */
export const compareRanks = (one: Rank, other: Rank): number => {
  if (one.order !== other.order) return one.order - other.order;
  return one.id < other.id ? -1 : Number(one.id > other.id);
};

/** The graver of two severities. */
export const graver = (one: Severity, other: Severity): Severity =>
  severityRank(one) <= severityRank(other) ? one : other;

/** Alarms in the order of the list. */
export const inOrder = (alarms: readonly BriefAlarmView[]): readonly BriefAlarmView[] =>
  alarms
    .map((alarm) => ({ alarm, rank: rankOf(alarm) }))
    .sort((one, other) => compareRanks(one.rank, other.rank))
    .map(({ alarm }) => alarm);
