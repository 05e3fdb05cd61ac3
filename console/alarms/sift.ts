import type { BriefAlarmView } from "../../api/contract.ts";
import { type HiddenReason, hiddenBy } from "./alarm-facts.ts";
import { type AlarmFilter, matcherOf, type SiteFacts } from "./alarm-filter.ts";

/** What a filter leaves of the active alarms, and what it leaves out: nothing disappears without being counted. */
export interface Sifted {
  readonly seen: readonly BriefAlarmView[];
  /** Alarms that only what the list is narrowed to keeps away. */
  readonly filteredOut: number;
  /** Alarms that are hidden, by reason, whether the list shows them or not; one may count under several. */
  readonly hidden: Readonly<Record<HiddenReason, number>>;
}

const count = (into: Record<HiddenReason, number>, reasons: readonly HiddenReason[]): void => {
  for (const reason of reasons) into[reason] += 1;
};

/**
 * Takes the alarms that the list shows. A symptom is seen with its root cause, folded beneath it, and by itself when
 * it alone passes or its cause is out of sight; beneath a hidden cause it is hidden too.
 */
export const siftAlarms = (
  alarms: ReadonlyMap<string, BriefAlarmView>,
  filter: AlarmFilter,
  factsOf: (site: string) => SiteFacts | undefined,
): Sifted => {
  const passes = matcherOf(filter, factsOf);
  const shown = new Set<HiddenReason>(filter.show);
  const showsSymptoms = shown.has("suppressed");
  const isKeptAway = (alarm: BriefAlarmView): boolean =>
    (alarm.shelf !== null && !shown.has("shelved")) ||
    (alarm.maintenance !== null && !shown.has("out-of-service"));
  const rootOf = ({ cause }: BriefAlarmView): BriefAlarmView | undefined =>
    cause === null ? undefined : alarms.get(cause.alarm);
  const seen: BriefAlarmView[] = [];
  const hidden = { shelved: 0, suppressed: 0, "out-of-service": 0 };
  let filteredOut = 0;
  for (const alarm of alarms.values()) {
    count(hidden, hiddenBy(alarm));
    if (isKeptAway(alarm)) continue;
    const root = rootOf(alarm);
    if (root !== undefined && !showsSymptoms && (isKeptAway(root) || filter.grouping === "type")) continue;
    const isCarried = root !== undefined && !showsSymptoms && passes(root);
    if (isCarried || passes(alarm)) seen.push(alarm);
    else filteredOut += 1;
  }
  return { seen, filteredOut, hidden };
};
