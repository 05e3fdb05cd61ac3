import { z } from "zod";
import type { Alarm } from "../../alerts/alarm.ts";
import type { JournalRows, NotificationRow, TransitionRow } from "../../telemetry/journal.ts";
import { type Severity, severities } from "../../telemetry/severity.ts";
import { FloodCount } from "./flood-count.ts";
import { evaluationLimits } from "./limits.ts";
import { Offenders } from "./offenders.ts";
import type { RecordedEvent } from "./recording.ts";
import { Timeline } from "./timeline.ts";

/** One time that something was told, over however many channels. */
export interface Telling {
  readonly atMs: number;
  /** "raised" opens a story, "cleared" ends it; others come in between. */
  readonly event: string;
  readonly site: string;
  readonly node: string;
  readonly type: string;
  readonly severity: string;
  readonly text: string;
}

/** From one raise to its clear. */
export interface Occurrence {
  readonly site: string;
  readonly node: string;
  readonly type: string;
  severity: Severity;
  readonly raisedAtMs: number;
  clearedAtMs: number | null;
  /** Suppressed as a symptom at some time. */
  suppressed: boolean;
  flapping: boolean;
}

const told = z.object({
  event: z.string(),
  alarm: z.object({
    id: z.string(),
    site: z.string(),
    node: z.string(),
    type: z.string(),
    severity: z.string(),
    text: z.object({ vi: z.string(), en: z.string() }),
  }),
});

/** An instant as text, ISO 8601 in UTC. */
export const timeText = (atMs: number): string => new Date(atMs).toISOString();

/** Events of a transition that end an occurrence. */
const ends: ReadonlySet<string> = new Set(["cleared", "operator-cleared"]);

/** What an operator would have seen: gathers figures of what was recorded and of what the alarm system made of it. */
export class Sight {
  readonly timeline = new Timeline();
  readonly recordedFlood = new FloodCount();
  readonly shownFlood = new FloodCount();
  readonly offenders = new Offenders();
  readonly severities = new Map<Severity, number>(severities.map((severity) => [severity, 0]));
  readonly tellings: Telling[] = [];
  readonly occurrences: Occurrence[] = [];
  readonly counts = { recorded: 0, raised: 0, cleared: 0, suppressed: 0, flapping: 0, told: 0 };
  readonly toldByEvent = new Map<string, number>();
  tellingsLeftOff = 0;
  occurrencesLeftOff = 0;
  readonly #alarmOf: (id: string) => Alarm | undefined;
  readonly #open = new Map<string, Occurrence>();
  #recordedAlarms = false;

  constructor(alarmOf: (id: string) => Alarm | undefined) {
    this.#alarmOf = alarmOf;
  }

  /** Alarms that nothing has cleared, in the order of their raise. */
  standing(): readonly Occurrence[] {
    return [...this.#open.values()];
  }

  /** Something of the recording happens. */
  record(event: RecordedEvent): void {
    if (event.kind !== "alarm") return;
    this.#recordedAlarms = true;
    this.offenders.changed(event, event.atMs);
    if (event.cleared) return;
    this.counts.recorded++;
    this.offenders.count("recorded", event);
    this.timeline.count("recorded", event.atMs);
    this.recordedFlood.count(event.atMs);
  }

  /** The alarm system put something down. */
  follow(rows: JournalRows): void {
    for (const row of rows.transition) this.#change(row);
    this.#tell(rows.notification);
  }

  #change(row: TransitionRow): void {
    const alarm = this.#alarmOf(row.alarm);
    if (alarm === undefined) return;
    if (row.event === "raised") this.#raise(row, alarm);
    else if (ends.has(row.event)) this.#clear(row, alarm);
    const open = this.#open.get(row.alarm);
    if (row.event === "suppressed") {
      if (open?.suppressed === false) this.counts.suppressed++;
      this.timeline.count("hidden", row.recordedAtMs);
    }
    if (row.event === "flapping") this.counts.flapping++;
    if (open === undefined) return;
    open.severity = row.severity;
    open.suppressed ||= row.event === "suppressed";
    open.flapping ||= row.event === "flapping";
  }

  #raise(row: TransitionRow, alarm: Alarm): void {
    const { site, node, type } = alarm;
    const { severity, eventAtMs, recordedAtMs } = row;
    this.counts.raised++;
    this.severities.set(severity, (this.severities.get(severity) ?? 0) + 1);
    this.offenders.count("raised", alarm);
    if (!this.#recordedAlarms) this.offenders.changed(alarm, recordedAtMs);
    this.timeline.count("raised", recordedAtMs);
    this.shownFlood.count(recordedAtMs);
    const occurrence: Occurrence = {
      site,
      node,
      type,
      severity,
      raisedAtMs: eventAtMs,
      clearedAtMs: null,
      suppressed: false,
      flapping: false,
    };
    this.#open.set(row.alarm, occurrence);
    if (this.occurrences.length < evaluationLimits.occurrencesListedMax) this.occurrences.push(occurrence);
    else this.occurrencesLeftOff++;
  }

  #clear(row: TransitionRow, alarm: Alarm): void {
    this.counts.cleared++;
    this.timeline.count("cleared", row.recordedAtMs);
    if (!this.#recordedAlarms) this.offenders.changed(alarm, row.recordedAtMs);
    const open = this.#open.get(row.alarm);
    if (open !== undefined) open.clearedAtMs = row.eventAtMs;
    this.#open.delete(row.alarm);
  }

  /** The same words over several channels are one telling. */
  #tell(rows: readonly NotificationRow[]): void {
    const said = new Set<string>();
    for (const { body, createdAtMs } of rows) {
      const parsed = told.safeParse(JSON.parse(body));
      if (!parsed.success) continue;
      const { event, alarm } = parsed.data;
      const key = `${alarm.id} ${event}`;
      if (said.has(key)) continue;
      said.add(key);
      this.counts.told++;
      this.toldByEvent.set(event, (this.toldByEvent.get(event) ?? 0) + 1);
      this.timeline.count("told", createdAtMs);
      const { site, node, type, severity, text } = alarm;
      if (this.tellings.length >= evaluationLimits.notificationsListedMax) this.tellingsLeftOff++;
      else this.tellings.push({ atMs: createdAtMs, event, site, node, type, severity, text: text.vi });
    }
  }
}
