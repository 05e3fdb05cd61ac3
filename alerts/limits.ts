/** Limits of the alarms kept in memory. */
export interface BookLimits {
  /** Alarms that may be active at once; a raise beyond is refused, counted, and tried again by later readings. */
  readonly activeAlarmsMax: number;
  /** Alarms kept in memory with their occurrence count; beyond, the one cleared longest ago is forgotten. */
  readonly knownAlarmsMax: number;
}

/** Limits in force unless told otherwise. */
export const bookLimits: BookLimits = { activeAlarmsMax: 100_000, knownAlarmsMax: 200_000 };

/** How long a cleared alarm that nobody acknowledged stays on the live list. */
export const clearedListedMs = 24 * 3_600_000;

/** Entries of the live list; cleared alarms give way first. */
export const listedAlarmsMax = 110_000;

/** Status changes that an alarm carries along. */
export const statusChangesMax = 32;

/** Operator changes that an alarm carries along; the journal keeps them all. */
export const operatorChangesMax = 100;

/** Readings in an alarm's evidence. */
export const evidenceMax = 16;

/** A reading further than this from the event is no evidence. */
export const evidenceAgeMsMax = 3_600_000;

/** A reading older than this when received, by its device's own clock, neither raises nor clears. */
export const lateAfterMs = 300_000;

/** Alarm types that devices may invent for one node; further ones are refused and counted. */
export const deviceAlarmTypesPerNodeMax = 64;

/** Shortest time between two ticks. */
export const tickIntervalMsMin = 100;

/** Length of an operator's note, and of the reason of a maintenance window. */
export const noteCharactersMax = 2_000;

/** Length of an assignee or a ticket reference. */
export const operatorValueCharactersMax = 200;

/** Longest time that an alarm may be shelved at once. */
export const shelfMsMax = 7 * 24 * 3_600_000;

/** When an alarm flaps, and when it no longer does. */
export interface FlapLimits {
  /**
   * Transitions (raise, clear, weaker severity) within `flapWindowMs` that make an alarm flapping. An alarm carries
   * `statusChangesMax` changes along: a number above that switches the filter off.
   */
  readonly flapTransitionsMin: number;
  readonly flapWindowMs: number;
  /** A flapping alarm stays raised until its condition has not changed for this long. */
  readonly flapQuietMs: number;
}

/** Thresholds in force unless told otherwise. */
export const flapLimits: FlapLimits = {
  flapTransitionsMin: 5,
  flapWindowMs: 600_000,
  flapQuietMs: 900_000,
};

/** Maintenance windows kept; the one that ended longest ago gives way, while one has ended. */
export const maintenanceWindowsMax = 1_000;

/** Sites, nodes, communes or operators that the scope of a window names, each. */
export const windowScopeEntriesMax = 5_000;

/** Length of the name of a maintenance window. */
export const windowNameCharactersMax = 200;

/** Longest run of a maintenance window, and of one occurrence of a recurring one. */
export const windowMsMax = 31 * 24 * 3_600_000;

/** How far back the latest readings must reach so that a restarted engine is equal to one that never stopped. */
export const latestNeededMs = 7 * 24 * 3_600_000;

/** Devices that must be missing for the platform to be cut off itself. */
export const isolatedDevicesMin = 10;

/** The same as a share of the devices under watch. */
export const isolatedShareMin = 0.25;

/** The same where nobody saw connections end, or where they are of few unrelated sites. */
export const deafShareMin = 0.5;

/** Missing sites of which none is on the way of another that tell that no failed site took the others along. */
export const unrelatedSitesMin = 3;

/** A device that has not been heard for so many of its periods is missing. */
export const missingPeriods = 1.5;

/** How often it is asked whether the platform is cut off still. */
export const isolationAskMs = 5_000;

/** Connections that end within this time end in one instant. */
export const isolationWindowMs = 2_000;

/** Outages kept in memory after their end, for seven days at most; the longest kept leave first. */
export const recentOutagesMax = 50_000;

/** Corrections that one outage takes. */
export const outageCorrectionsMax = 100;

/** A reading less late than this says nothing about an outage that is over. */
export const backfillLagMsMin = 30_000;

/** A time in which the platform did not listen is told of in the ledger of outages from this length on. */
export const platformDownMsMin = 60_000;
