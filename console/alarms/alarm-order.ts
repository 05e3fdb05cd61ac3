import type { AlarmView } from "../../api/contract.ts";
import { type Severity, severityRank } from "../parts/severity-order.ts";

/** What decides the place of a row: computed once for each alarm of a sort, since 10,000 of them are sorted at once. */
interface Rank {
  readonly id: string;
  /** Smaller stands above: unacknowledged before acknowledged, then severity. */
  readonly weight: number;
  readonly raisedAt: string;
}

const acknowledgedWeight = 10;

/** The rank of an alarm; `worst` is the gravest severity of all that it stands for. */
export const rankOf = (alarm: AlarmView, worst: Severity = alarm.severity): Rank => ({
  id: alarm.id,
  weight: severityRank(worst) + (alarm.operatorState === "none" ? 0 : acknowledgedWeight),
  raisedAt: alarm.lastRaised.eventAt,
});

/** Unacknowledged first, then severity, then newest; the id decides between equals, so that the order is one. */
export const compareRanks = (one: Rank, other: Rank): number => {
  if (one.weight !== other.weight) return one.weight - other.weight;
  if (one.raisedAt !== other.raisedAt) return one.raisedAt < other.raisedAt ? 1 : -1;
  return one.id < other.id ? -1 : Number(one.id > other.id);
};

/** The graver of two severities. */
export const graver = (one: Severity, other: Severity): Severity =>
  severityRank(one) <= severityRank(other) ? one : other;

/** Alarms in the order of the list. */
export const inOrder = (alarms: readonly AlarmView[]): readonly AlarmView[] =>
  alarms
    .map((alarm) => ({ alarm, rank: rankOf(alarm) }))
    .sort((one, other) => compareRanks(one.rank, other.rank))
    .map(({ alarm }) => alarm);
