/** Perceived severity of an alarm, ITU-T X.733 §8.1.2.3; a cleared alarm keeps its last severity. */
export const severities = ["indeterminate", "warning", "minor", "major", "critical"] as const;

/** One of the five severities, weakest first in `severities`. */
export type Severity = (typeof severities)[number];

/** Position of a severity in the order from weakest (0) to critical (4). */
export const severityRank = (severity: Severity): number => severities.indexOf(severity);
