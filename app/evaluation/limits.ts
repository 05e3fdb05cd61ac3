/** Limits of an evaluation: its memory does not grow with the recording. */
export const evaluationLimits = {
  /** Length of one row of a recording. */
  rowCharactersMax: 100_000,
  /** Wrong rows that are reported; reading ends at the last of them. */
  rowFaultsMax: 20,
  /** Events held back to bring a recording into the order of time. */
  eventsHeldBackMax: 200_000,
  /** Identities (site, node, type) with figures of their own. */
  identitiesMax: 200_000,
  /** Spans of the timeline; beyond, two become one. */
  timelineSpansMax: 1_000,
  /** Notifications listed, oldest first. */
  notificationsListedMax: 10_000,
  /** Occurrences of alarms listed, oldest first. */
  occurrencesListedMax: 10_000,
  /** Standing alarms listed, oldest first. */
  standingListedMax: 1_000,
  /** Outages followed and listed. */
  outagesListedMax: 10_000,
  /** Top offenders listed. */
  offendersListedMax: 10,
} as const;

/** More alarms than this in ten minutes are more than a person can follow (ISA-18.2, EEMUA 191): a flood. */
export const floodAlarmsMin = 11;

/** Length of the periods in which floods are counted. */
export const floodPeriodMs = 600_000;

/** Raises and clears of one alarm within ten minutes that make it chatter. */
export const chatterChangesMin = 5;

/** How long time goes on behind the last row, so that every delay and hold of up to that length comes to its end. */
export const settleMs = 600_000;
