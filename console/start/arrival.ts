import { pagePaths } from "../paths.ts";

/** What decides whether somebody is led to the first steps. */
export interface Arrival {
  readonly path: string;
  /** The present is shown, and its lists have been read. */
  readonly isRead: boolean;
  readonly sites: number;
  /** An administrator who sees everything: to others an empty board says only that nothing is in their sight. */
  readonly isWholeAdmin: boolean;
}

/** Whether the first steps are what this person needs. */
export const needsStart = ({ path, isRead, sites, isWholeAdmin }: Arrival): boolean =>
  path === pagePaths.alarms && isRead && sites === 0 && isWholeAdmin;
