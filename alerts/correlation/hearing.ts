import type { AlarmId, SiteCode } from "../../telemetry/identifiers.ts";
import type { Alarm } from "../alarm.ts";

/** What is known besides the active alarms. Times are receive times, ms since 1970 UTC. */
export interface Hearing {
  /** When a device of the site was heard last; null when none was since the platform started. */
  readonly heardAtMs: (site: SiteCode) => number | null;
  /** The longest reporting period that a device of the site announced, ms; null when none did. */
  readonly periodMs: (site: SiteCode) => number | null;
  /** Sites that say that a link is down, but not for long enough yet for an alarm. */
  readonly pendingLinks: () => ReadonlySet<SiteCode>;
  /** An alarm, active or cleared; undefined when none is known. */
  readonly alarmOf: (id: AlarmId) => Alarm | undefined;
}

/** Where nothing is known but the alarms. */
export const unheard: Hearing = {
  heardAtMs: () => null,
  periodMs: () => null,
  pendingLinks: () => new Set(),
  alarmOf: () => undefined,
};
