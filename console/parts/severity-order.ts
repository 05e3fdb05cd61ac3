import type { BriefAlarmView } from "../../api/contract.ts";

/** How grave an alarm is. */
export type Severity = BriefAlarmView["severity"];

/** Gravest first. */
export const severities = [
  "critical",
  "major",
  "minor",
  "warning",
  "indeterminate",
] as const satisfies readonly Severity[];

const rank: Readonly<Record<Severity, number>> = {
  critical: 0,
  major: 1,
  minor: 2,
  warning: 3,
  indeterminate: 4,
};

/** 0 is the gravest. */
export const severityRank = (severity: Severity): number => rank[severity];
