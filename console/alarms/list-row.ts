import type { BriefAlarmView } from "../../api/contract.ts";
import type { Severity } from "../parts/severity-order.ts";

/** One row of the list. */
export interface ListRow {
  readonly alarm: BriefAlarmView;
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
