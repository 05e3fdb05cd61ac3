import type { Topology } from "../../inventory/topology.ts";
import type { AlarmId, SiteCode } from "../../telemetry/identifiers.ts";
import type { Alarm, AlarmEvent, Explanation } from "../alarm.ts";
import type { AlarmBook, Recording } from "../alarm-book.ts";
import { describedRoot, explained } from "../alarm-visibility.ts";
import { Correlator } from "./correlator.ts";
import type { Hearing } from "./hearing.ts";
import { explainedAlarmsPerMs, explainPauseMsMin } from "./limits.ts";

/** What is known of a root cause. */
export type Extent = Pick<Alarm, "symptomCount" | "impact">;

/** What the correlator finds among active alarms. */
export interface Correlation {
  /** Cause of each symptom. */
  readonly causes: ReadonlyMap<AlarmId, Explanation>;
  /** Extent of each root. */
  readonly roots: ReadonlyMap<AlarmId, Extent>;
}

/** Events after which the active alarms are others than before. */
const telling: ReadonlySet<AlarmEvent> = new Set(["raised", "cleared", "operator-cleared"]);

/** Meanings of alarms that fail something by themselves, symptoms or not. */
const failing: ReadonlySet<Alarm["meaning"]> = new Set(["node-down", "link-down", "unreachable"]);

const standsAlone: Extent = { symptomCount: 0, impact: null };

/** Enters what was found, in the order of ids; an active alarm in neither list stands for itself. */
export const enterCorrelation = (
  book: AlarmBook,
  recording: Recording,
  { causes, roots }: Correlation,
): void => {
  const changed = book.activeAlarms().filter((alarm) => {
    const { symptomCount, impact } = roots.get(alarm.id) ?? standsAlone;
    const isExplained = explained(alarm, causes.get(alarm.id) ?? null) !== undefined;
    return isExplained || describedRoot(alarm, symptomCount, impact) !== undefined;
  });
  const ids = changed.map(({ id }) => id);
  for (const id of ids.sort()) {
    const { symptomCount, impact } = roots.get(id) ?? standsAlone;
    book.explain(recording, id, causes.get(id) ?? null);
    book.describeRoot(recording, id, symptomCount, impact);
  }
};

/** Decides when active alarms are explained anew: after they changed, but not with every batch of a storm. */
export class Explaining {
  #correlator: Correlator;
  #changed = true;
  #notBeforeMs = Number.NEGATIVE_INFINITY;

  constructor(topology: Topology, hearing: Hearing) {
    this.#correlator = new Correlator(topology, { hearing });
  }

  /** The network is another one: what was found before is found again in it. */
  networkChanged(topology: Topology): void {
    this.#correlator = this.#correlator.withTopology(topology);
    this.#changed = true;
  }

  /** To be called for each change of an alarm. */
  follow(event: AlarmEvent): void {
    this.#changed ||= telling.has(event);
  }

  /** When `find` is to be called next, ms since 1970 UTC; infinity when nothing can have changed. */
  nextDueMs(): number {
    return Math.max(this.#notBeforeMs, this.#changed ? this.#notBeforeMs : this.#correlator.nextDueMs());
  }

  /** Explains the active alarms; the more there are the longer the next call may wait. */
  find(active: readonly Alarm[], nowMs: number): Correlation {
    this.#changed = false;
    this.#notBeforeMs = nowMs + Math.max(explainPauseMsMin, active.length / explainedAlarmsPerMs);
    const causes = this.#correlator.explain(active, nowMs);
    return { causes, roots: this.#rootsOf(active, causes) };
  }

  /** How many of these sites have a way to the core that leads over no other of them. */
  headsOf(sites: ReadonlySet<SiteCode>): number {
    return this.#correlator.headsOf(sites);
  }

  /** Until when the alarm should not be told, since a root cause may still come; see `Correlator.awaitedUntilMs`. */
  awaitedUntilMs(alarm: AlarmId, nowMs: number): number {
    return this.#correlator.awaitedUntilMs(alarm, nowMs);
  }

  #rootsOf(
    active: readonly Alarm[],
    causes: ReadonlyMap<AlarmId, Explanation>,
  ): ReadonlyMap<AlarmId, Extent> {
    const symptoms = new Map<AlarmId, Alarm[]>();
    for (const alarm of active) {
      const root = causes.get(alarm.id)?.alarm;
      if (root === undefined) continue;
      const known = symptoms.get(root);
      if (known === undefined) symptoms.set(root, [alarm]);
      else known.push(alarm);
    }
    const roots = new Map<AlarmId, Extent>();
    for (const alarm of active) {
      const own = symptoms.get(alarm.id) ?? [];
      if (causes.has(alarm.id) || (own.length === 0 && !failing.has(alarm.meaning))) continue;
      roots.set(alarm.id, { symptomCount: own.length, impact: this.#correlator.impactOf(alarm, own) });
    }
    return roots;
  }
}
