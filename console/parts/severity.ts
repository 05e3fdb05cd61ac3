import { wordsOf } from "../words/words.ts";
import type { Severity } from "./severity-order.ts";

export { type Severity, severities, severityRank } from "./severity-order.ts";

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
    critical: "Nghiêm trọng",
    major: "Lớn",
    minor: "Nhỏ",
    warning: "Cảnh báo",
    indeterminate: "Chưa xác định",
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
