import type { SiteCode } from "../../telemetry/identifiers.ts";

/** What is known of sites besides their alarms. Times are receive times, ms since 1970 UTC. */
export interface Hearing {
  /** When a device of the site was heard last; null when none was since the platform started. */
  readonly heardAtMs: (site: SiteCode) => number | null;
  /** The longest reporting period that a device of the site announced, ms; null when none did. */
  readonly periodMs: (site: SiteCode) => number | null;
  /** Sites that say that a link is down, but not for long enough yet for an alarm. */
  readonly pendingLinks: () => ReadonlySet<SiteCode>;
}

/** Where nothing is known but the alarms. */
export const unheard: Hearing = {
  heardAtMs: () => null,
  periodMs: () => null,
  pendingLinks: () => new Set(),
};
