import type { Severity } from "../telemetry/severity.ts";
import type { Alarm } from "./alarm.ts";

/** Numbers of active alarms by visibility: hidden ones are always counted where shown ones are. */
export interface VisibilityCounts {
  readonly shown: number;
  /** Each alarm once, whatever the reasons. */
  readonly hidden: number;
  readonly shelved: number;
  readonly suppressed: number;
  readonly outOfService: number;
}

const none: VisibilityCounts = { shown: 0, hidden: 0, shelved: 0, suppressed: 0, outOfService: 0 };

/** What one alarm counts for; an alarm may be hidden for several reasons, each kept apart from the others. */
const shareOf = ({ shelf, cause, maintenance }: Alarm): VisibilityCounts => {
  const isHidden = shelf !== null || cause !== null || maintenance !== null;
  return {
    shown: isHidden ? 0 : 1,
    hidden: isHidden ? 1 : 0,
    shelved: shelf === null ? 0 : 1,
    suppressed: cause === null ? 0 : 1,
    outOfService: maintenance === null ? 0 : 1,
  };
};

const plus = (one: VisibilityCounts, other: VisibilityCounts, sign: 1 | -1): VisibilityCounts => ({
  shown: one.shown + sign * other.shown,
  hidden: one.hidden + sign * other.hidden,
  shelved: one.shelved + sign * other.shelved,
  suppressed: one.suppressed + sign * other.suppressed,
  outOfService: one.outOfService + sign * other.outOfService,
});

/** Active alarms by severity and visibility, kept up to date with each change. */
export type SeverityCounts = Readonly<Record<Severity, VisibilityCounts>>;

/** Counts active alarms as they change. */
export class AlarmTally {
  readonly #bySeverity = new Map<Severity, VisibilityCounts>();

  /** One alarm was changed; `before` undefined when it is new. */
  replace(before: Alarm | undefined, alarm: Alarm): void {
    if (before !== undefined) this.#add(before, -1);
    this.#add(alarm, 1);
  }

  counts(): SeverityCounts {
    const of = (severity: Severity): VisibilityCounts => this.#bySeverity.get(severity) ?? none;
    return {
      indeterminate: of("indeterminate"),
      warning: of("warning"),
      minor: of("minor"),
      major: of("major"),
      critical: of("critical"),
    };
  }

  #add(alarm: Alarm, sign: 1 | -1): void {
    if (alarm.isCleared) return;
    const { severity } = alarm;
    this.#bySeverity.set(severity, plus(this.#bySeverity.get(severity) ?? none, shareOf(alarm), sign));
  }
}
