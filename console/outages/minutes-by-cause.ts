import type { OutageView } from "../../api/contract.ts";

/** Minutes by class of cause. */
export type MinutesByCause = Readonly<Record<OutageView["class"], number>>;

/** Lost minutes of some outages by the class of their cause; a node's own minutes count beside those of its site. */
export const minutesByCause = (outages: readonly Pick<OutageView, "class" | "minutes">[]): MinutesByCause => {
  const sums = { power: 0, transmission: 0, equipment: 0, planned: 0, unknown: 0 };
  for (const { class: cause, minutes } of outages) sums[cause] += minutes;
  return sums;
};
