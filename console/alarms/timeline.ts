import type { AlarmView } from "../../api/contract.ts";
import type { OperatorChange } from "./alarm-facts.ts";

/** One moment in the life of an alarm: what the resource did, or what a person did. */
export type TimelineEntry =
  | {
      readonly axis: "resource";
      readonly at: string;
      readonly change: AlarmView["statusChanges"][number];
    }
  | { readonly axis: "operator"; readonly at: string; readonly change: OperatorChange };

/** Both axes of an alarm in one line of time, the newest first; each at the moment when the platform learnt of it. */
export const timelineOf = ({ statusChanges, operatorChanges }: AlarmView): readonly TimelineEntry[] => {
  const entries: readonly TimelineEntry[] = [
    ...statusChanges.map((change) => ({ axis: "resource" as const, at: change.at.receivedAt, change })),
    ...operatorChanges.map((change) => ({ axis: "operator" as const, at: change.at, change })),
  ];
  return entries.toSorted((one, other) => {
    if (one.at === other.at) return 0;
    return one.at < other.at ? 1 : -1;
  });
};
