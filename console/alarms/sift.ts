import type { BriefAlarmView } from "../../api/contract.ts";
import type { HiddenReason } from "./alarm-facts.ts";
import { type AlarmFilter, matcherOf, type SiteFacts } from "./alarm-filter.ts";

/** What a filter leaves of the active alarms, and what it leaves out: nothing disappears without being counted. */
export interface Sifted {
  readonly seen: readonly BriefAlarmView[];
  /** Alarms that only what the list is narrowed to keeps away. */
  readonly filteredOut: number;
  /** Alarms that are hidden, by reason, whether the list shows them or not; one may count under several. */
  readonly hidden: Readonly<Record<HiddenReason, number>>;
}

/** Sifts alarms. */
export type Sieve = (alarms: Iterable<BriefAlarmView>) => Sifted;

/** What a sieve is made from. */
export interface SieveParts {
  readonly filter: AlarmFilter;
  /** The active alarm with an id. */
  readonly alarmOf: (id: string) => BriefAlarmView | undefined;
  readonly factsOf: (site: string) => SiteFacts | undefined;
}

const countHidden = (
  hidden: Record<HiddenReason, number>,
  { shelf, cause, maintenance }: BriefAlarmView,
): void => {
  if (shelf !== null) hidden.shelved += 1;
  if (cause !== null) hidden.suppressed += 1;
  if (maintenance !== null) hidden["out-of-service"] += 1;
};

/**
 * Takes the alarms that the list shows. A symptom is seen with its root cause, folded beneath it, and by itself when
 * it alone passes or its cause is out of sight; beneath a hidden cause it is hidden too.
 */
export const sieveOf = ({ filter, alarmOf, factsOf }: SieveParts): Sieve => {
  const passes = matcherOf(filter, factsOf);
  const shown = new Set<HiddenReason>(filter.show);
  const showsSymptoms = shown.has("suppressed");
  const isKeptAway = (alarm: BriefAlarmView): boolean =>
    (alarm.shelf !== null && !shown.has("shelved")) ||
    (alarm.maintenance !== null && !shown.has("out-of-service"));
  const rootOf = ({ cause }: BriefAlarmView): BriefAlarmView | undefined =>
    cause === null || showsSymptoms ? undefined : alarmOf(cause.alarm);
  return (alarms) => {
    const seen: BriefAlarmView[] = [];
    const hidden = { shelved: 0, suppressed: 0, "out-of-service": 0 };
    let filteredOut = 0;
    for (const alarm of alarms) {
      countHidden(hidden, alarm);
      if (isKeptAway(alarm)) continue;
      const root = rootOf(alarm);
      if (root !== undefined && (isKeptAway(root) || filter.grouping === "type")) continue;
      if ((root !== undefined && passes(root)) || passes(alarm)) seen.push(alarm);
      else filteredOut += 1;
    }
    return { seen, filteredOut, hidden };
  };
};
