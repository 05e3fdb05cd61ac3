/** Bounds of looking back and of administration; names carry their unit last. */
export const administrationLimits = {
  /** Alarms of a past board in one answer. */
  boardAlarmsMax: 1_000,
  /** Alarms about links that a past moment is judged by, the newest changes first. */
  linkAlarmsThenMax: 10_000,
  /** How old the newest value of a series may be at a past moment, to be told. */
  latestBackMsMax: 24 * 3_600_000,
  /** Changes of one kind that a preview of an inventory lists. */
  inventoryChangesMax: 200,
  /** Readings that a dry run of rules plays. */
  dryRunReadingsMax: 2_000_000,
  /** Time that a dry run may take. */
  dryRunMs: 20_000,
  /** Alarms that a dry run lists. */
  dryRunAlarmsMax: 200,
  /** Files of rules that the platform keeps of its own. */
  ownRuleFilesMax: 100,
  /** Errors of a text of rules that are told, the first ones. */
  ruleFaultsMax: 200,
} as const;
