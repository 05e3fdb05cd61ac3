import type { AlarmView } from "../../api/contract.ts";
import { wordsOf } from "../words/words.ts";

/** How grave an alarm is. */
export type Severity = AlarmView["severity"];

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

/** The code that stands beside the shape. */
export const severityCode: Readonly<Record<Severity | "cleared", string>> = {
  critical: "CR",
  major: "MJ",
  minor: "MN",
  warning: "WN",
  indeterminate: "IN",
  cleared: "CL",
};

const say = wordsOf({
  vi: {
    critical: "Khẩn cấp",
    major: "Nghiêm trọng",
    minor: "Nhẹ",
    warning: "Cảnh báo",
    indeterminate: "Chưa rõ",
    cleared: "Đã hết",
  },
  en: {
    critical: "Critical",
    major: "Major",
    minor: "Minor",
    warning: "Warning",
    indeterminate: "Indeterminate",
    cleared: "Cleared",
  },
});

/** A severity in words. */
export const severityText = (severity: Severity | "cleared"): string => say(severity);
