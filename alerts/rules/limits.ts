/** One file of rules, overrides and tests; it is refused unread beyond, since parsing it would hold everything else. */
export const ruleFileBytesMax = 2_097_152;

/** Rules in force at once, of all files together. */
export const rulesMax = 1_000;

/** Overrides for classes, sites and nodes, of all files together. */
export const overridesMax = 10_000;

/** Terms of a combination, with those of the combinations that it refers to. */
export const termsMax = 64;

/** Points that a rate or a forecast keeps of one series over its window. */
export const rateSamplesMax = 32;

/** Readings that one test of rules may hold. */
export const ruleTestReadingsMax = 100_000;

/** How long after its start a test of rules may still expect something. */
export const ruleTestMsMax = 30 * 24 * 3_600_000;
