import type { SiteCode } from "../../telemetry/identifiers.ts";
import type { JournalRows, OutageRow } from "../../telemetry/journal.ts";
import type { Alarm } from "../alarm.ts";
import type { Recording } from "../alarm-book.ts";
import { platformDownMsMin, recentOutagesMax } from "../limits.ts";
import { AlarmHolds, beganAtMs } from "./alarm-holds.ts";
import { type AlarmOf, type Verdict, verdictOf } from "./cause.ts";
import { type CorrectionRequest, corrected, demandCorrectable } from "./correction.ts";
import { EmptyBatteries } from "./empty-batteries.ts";
import { OutageRequestError } from "./errors.ts";
import { type HeardDevice, lostAtMs } from "./lost-at.ts";
import {
  type CauseClass,
  type Outage,
  type OutageSubject,
  outageIdOf,
  outageRowOf,
  parseOutage,
} from "./outage.ts";
import { type OutagePart, partsOf } from "./outage-parts.ts";
import { OutageShelf, subjectKey } from "./outage-shelf.ts";

/** What the ledger works with. */
export interface OutageLedgerOptions {
  /** Finds an alarm, active or cleared, as it is now. */
  readonly alarmOf: AlarmOf;
  /** How many devices speak for a site: it is out when all of them are silent. Left out: 1. */
  readonly devicesOf?: (site: SiteCode) => number;
  /** The device that an alarm is about as it was heard since the start; undefined when it is about none. */
  readonly deviceOf?: (alarm: Alarm) => HeardDevice | undefined;
  /** Outages kept in memory after their end. */
  readonly recentOutagesMax?: number;
}

/** A time without anybody listening, ms since 1970 UTC. */
export interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Figures for `/metrics`. */
export interface OutageFigures {
  readonly open: number;
  readonly recent: number;
  readonly opened: number;
  readonly correctedByBackfill: number;
  readonly correctedByOperators: number;
  /** Ended ones that left memory before their time: no backfill can correct them. */
  readonly forgotten: number;
}

const aliveReason = "The site sent readings of the middle of this time later: it was alive and out of reach.";

const offReason =
  "The site sent readings of before or after later, and none of this time: it was off itself.";

/** Where no device says how often it reports. */
const periodSecondsUnknown = 60;

/**
 * Alarms in, outages out. No clock, no I/O: rows are pushed, whoever calls commits them. Restored with what it
 * pushed, it goes on as if it had never stopped. The outages of one subject never overlap.
 */
export class OutageLedger {
  readonly #options: OutageLedgerOptions;
  readonly #shelf: OutageShelf;
  readonly #holds: AlarmHolds;
  readonly #emptyBatteries = new EmptyBatteries();
  #gap: Gap | null = null;
  #opened = 0;
  #correctedByBackfill = 0;
  #correctedByOperators = 0;

  constructor(options: OutageLedgerOptions) {
    this.#options = options;
    this.#shelf = new OutageShelf(options.recentOutagesMax ?? recentOutagesMax);
    this.#holds = new AlarmHolds(options.devicesOf ?? (() => 1));
  }

  /** Takes up the outages in force and the alarms that are active; once, before anything else. */
  restore(rows: readonly OutageRow[], alarms: Iterable<Alarm>): void {
    for (const { body } of rows) this.#shelf.put(parseOutage(body));
    for (const alarm of alarms) {
      this.#holds.take(alarm);
      this.#emptyBatteries.take(alarm);
    }
  }

  /** Opens what active alarms hold down and no row tells of yet, and ends what no alarm holds; once, at start. */
  catchUp(recording: Recording): void {
    for (const subject of this.#holds.subjects()) this.#settle(subject, recording.nowMs, recording);
    for (const outage of [...this.#shelf.open.values()]) this.#settle(outage, recording.nowMs, recording);
  }

  /** Follows one change of one alarm. */
  follow({ alarm }: { readonly alarm: Alarm }, recording: Recording): void {
    this.#emptyBatteries.take(alarm);
    const { subject, left } = this.#holds.take(alarm);
    if (left !== null) this.#settle(left, alarm.lastChanged.eventAtMs, recording);
    if (subject === null) return;
    const outage = this.#shelf.open.get(subjectKey(subject));
    if (outage === undefined) this.#settle(subject, recording.nowMs, recording);
    else this.#judge(outage, alarm, recording);
  }

  /**
   * Says that the platform did not listen. What lasts is cut: the gap is unknown, never down. A site that proves silent
   * since gets the gap as unknown later. Gaps below `platformDownMsMin` are passed over.
   */
  platformDown(recording: Recording, gap: Gap): void {
    if (!(gap.toMs - gap.fromMs >= platformDownMsMin)) return;
    this.#gap = gap;
    for (const outage of [...this.#shelf.open.values()]) {
      const fromMs = Math.max(gap.fromMs, outage.fromMs);
      if (fromMs >= gap.toMs) continue;
      this.#end(outage, fromMs, recording);
      this.#keepGap(outage, { fromMs, toMs: gap.toMs }, recording);
      this.#keep(this.#laterPart(outage, gap.toMs), recording);
    }
  }

  /** True when a reading of a time past may still put an outage of the site right. */
  doubts(site: SiteCode): boolean {
    return this.#shelf.inDoubtAt(site) !== undefined;
  }

  /**
   * Readings of a site have arrived late that tell of these instants. An outage in which they follow each other and
   * stop is divided into the times that the site was alive and those that it was off; one with a reading in its middle
   * was no blackout.
   */
  heardLate(site: SiteCode, times: readonly number[], recording: Recording): void {
    for (const outage of [...(this.#shelf.inDoubtAt(site)?.values() ?? [])]) {
      const { fromMs, toMs } = outage;
      if (toMs === null) continue;
      const parts = partsOf({ fromMs, toMs }, times, this.#periodMsOf(outage));
      if (parts === null && !times.some((atMs) => isInTheMiddle(outage, atMs))) continue;
      this.#correctedByBackfill++;
      if (parts === null) this.#correct(outage, "transmission", recording);
      else for (const part of parts) this.#divide(outage, part, recording);
    }
  }

  /** Corrects the class by a person's word, which then stands; throws OutageRequestError before any row is written. */
  correct(rows: JournalRows, nowMs: number, request: CorrectionRequest): Outage {
    const outage = this.#shelf.byId(request.id) ?? request.stored;
    if (outage?.id !== request.id) {
      throw new OutageRequestError("outage-not-found", `No outage has the id "${request.id}".`);
    }
    demandCorrectable(outage, request);
    const { actor, reason, causeClass: after } = request;
    this.#correctedByOperators++;
    const changed = corrected(outage, { atMs: nowMs, by: "operator", actor, reason, after });
    this.#keep(changed, { rows, nowMs });
    return changed;
  }

  /** The outage with this id while it is in memory. */
  get(id: string): Outage | undefined {
    return this.#shelf.byId(id);
  }

  figures(): OutageFigures {
    return {
      open: this.#shelf.open.size,
      recent: this.#shelf.recent,
      opened: this.#opened,
      correctedByBackfill: this.#correctedByBackfill,
      correctedByOperators: this.#correctedByOperators,
      forgotten: this.#shelf.forgotten,
    };
  }

  /** Brings a subject to what its alarms say: `endedAtMs` is when it came back, if it did. */
  #settle(subject: OutageSubject, endedAtMs: number, recording: Recording): void {
    const opener = this.#holds.openerOf(subject);
    const outage = this.#shelf.open.get(subjectKey(subject));
    if (outage === undefined && opener !== undefined) this.#open(subject, opener, recording);
    if (outage !== undefined && opener === undefined) this.#end(outage, endedAtMs, recording);
  }

  #open({ site, node }: OutageSubject, opener: Alarm, recording: Recording): void {
    const key = subjectKey({ site, node });
    // An outage begins when the site is lost, not when that is certain.
    const device = node === null ? this.#options.deviceOf?.(opener) : undefined;
    const lostMs = device === undefined ? null : lostAtMs(device);
    const beganMs = Math.min(lostMs ?? Number.POSITIVE_INFINITY, beganAtMs(opener));
    if (node === null) this.#admitGap(site, opener, recording);
    const fromMs = Math.max(beganMs, this.#shelf.endOf(key) ?? beganMs);
    this.#opened++;
    this.#keep(
      {
        id: outageIdOf({ site, node, fromMs, alarm: opener.id, occurrenceCount: opener.occurrenceCount }),
        site,
        node,
        fromMs,
        toMs: null,
        ...this.#verdictOf(opener),
        alarm: opener.id,
        corrections: [],
      },
      recording,
    );
  }

  /** A site that is silent now and was not heard since the platform was away: nobody knows how it was meanwhile. */
  #admitGap(site: SiteCode, opener: Alarm, recording: Recording): void {
    const gap = this.#gap;
    const { deviceOf } = this.#options;
    if (gap === null || deviceOf === undefined || beganAtMs(opener) < gap.toMs) return;
    if ((deviceOf(opener)?.lastHeardAtMs ?? 0) >= gap.toMs) return;
    const subject = { site, node: null };
    const fromMs = Math.max(gap.fromMs, this.#shelf.endOf(subjectKey(subject)) ?? gap.fromMs);
    if (fromMs < gap.toMs) this.#keepGap(subject, { ...gap, fromMs }, recording);
  }

  #keepGap({ site, node }: OutageSubject, { fromMs, toMs }: Gap, recording: Recording): void {
    const id = outageIdOf({ site, node, fromMs, alarm: null, occurrenceCount: 0 });
    const nobody = { causeClass: "unknown", alarm: null, causeAlarm: null, confirmedBy: "platform" } as const;
    this.#keep({ id, site, node, fromMs, toMs, ...nobody, corrections: [] }, recording);
  }

  #end(outage: Outage, toMs: number, recording: Recording): void {
    this.#keep({ ...outage, toMs: Math.max(outage.fromMs, toMs) }, recording);
    this.#shelf.prune(recording.nowMs);
  }

  #verdictOf(alarm: Alarm): Verdict {
    const { alarmOf } = this.#options;
    const verdict = verdictOf(alarm, alarmOf);
    return alarm.meaning === "unreachable"
      ? this.#emptyBatteries.weigh(verdict, alarm.site, alarmOf)
      : verdict;
  }

  /** What is known of the cause may change while the outage lasts, never back to unknown. */
  #judge(outage: Outage, alarm: Alarm, recording: Recording): void {
    if (outage.confirmedBy === "operator" || outage.causeClass === "planned") return;
    const verdict = this.#verdictOf(alarm);
    if (verdict.confirmedBy === "platform") return this.#leaveToPlatform(outage, verdict, recording);
    if (outage.confirmedBy === "platform") return this.#takeFromPlatform(outage, verdict, recording);
    const { causeClass, causeAlarm } = verdict;
    // A root that was found stands, also when it clears first and the alarm is left to itself.
    const isOwnWord = causeClass !== "planned" && (causeAlarm === null || causeAlarm === alarm.id);
    if (isOwnWord && outage.causeAlarm !== null) return;
    const known = causeClass === "unknown" ? outage.causeClass : causeClass;
    const root = causeAlarm ?? outage.causeAlarm;
    if (known === outage.causeClass && root === outage.causeAlarm) return;
    this.#keep({ ...outage, causeClass: known, causeAlarm: root }, recording);
  }

  /** What was read from the silence of others meanwhile is no knowledge: they were silent for the same reason. */
  #leaveToPlatform(outage: Outage, verdict: Verdict, recording: Recording): void {
    const isSaid = outage.confirmedBy === "platform" && outage.causeAlarm === verdict.causeAlarm;
    if (!isSaid) this.#keep({ ...outage, ...verdict }, recording);
  }

  /** The platform's isolation explains it no longer: it is over, or what failed has a name of its own. */
  #takeFromPlatform(outage: Outage, verdict: Verdict, recording: Recording): void {
    const isolation = outage.causeAlarm === null ? undefined : this.#options.alarmOf(outage.causeAlarm);
    const overMs = isolation?.isCleared === true ? isolation.lastCleared?.eventAtMs : undefined;
    if (overMs === undefined) {
      if (verdict.causeClass !== "unknown") this.#keep({ ...outage, ...verdict }, recording);
      return;
    }
    const fromMs = Math.max(overMs, outage.fromMs);
    this.#end(outage, fromMs, recording);
    this.#keep({ ...this.#laterPart(outage, fromMs), ...verdict }, recording);
  }

  /** The same outage from a later instant on, under an id of its own. */
  #laterPart(outage: Outage, fromMs: number): Outage {
    const alarm = outage.alarm === null ? undefined : this.#options.alarmOf(outage.alarm);
    const occurrenceCount = alarm?.occurrenceCount ?? 0;
    return { ...outage, id: outageIdOf({ ...outage, fromMs, occurrenceCount }), fromMs };
  }

  #periodMsOf({ alarm: id }: Outage): number {
    const alarm = id === null ? undefined : this.#options.alarmOf(id);
    const device = alarm === undefined ? undefined : this.#options.deviceOf?.(alarm);
    return (device?.periodSeconds ?? periodSecondsUnknown) * 1_000;
  }

  /** Keeps one part of an outage; the first one keeps its id. */
  #divide(outage: Outage, { fromMs, toMs, isAlive }: OutagePart, recording: Recording): void {
    const part = { ...(fromMs === outage.fromMs ? outage : this.#laterPart(outage, fromMs)), toMs };
    if (isAlive) this.#correct(part, "transmission", recording);
    else if (outage.causeClass !== "transmission") this.#keep(part, recording);
    // What follows may still show that it was alive: it stays in doubt.
    else
      this.#keep({ ...corrected(part, offBy(recording.nowMs)), confirmedBy: outage.confirmedBy }, recording);
  }

  #correct(outage: Outage, after: CauseClass, recording: Recording): void {
    const correction = {
      atMs: recording.nowMs,
      by: "backfill",
      actor: null,
      reason: aliveReason,
      after,
    } as const;
    this.#keep(corrected(outage, correction), recording);
  }

  #keep(outage: Outage, { rows, nowMs }: Recording): void {
    this.#shelf.put(outage);
    rows.outage.push(outageRowOf(outage, nowMs));
  }
}

/** A site that keeps its readings and kept none had no power, as far as can be told from afar. */
const offBy = (atMs: number) =>
  ({ atMs, by: "backfill", actor: null, reason: offReason, after: "power" }) as const;

/** Only there: what stops at the beginning or boots before the end is no sign of life throughout. */
const isInTheMiddle = ({ fromMs, toMs }: Outage, atMs: number): boolean => {
  if (toMs === null) return false;
  const quarterMs = (toMs - fromMs) / 4;
  return atMs >= fromMs + quarterMs && atMs <= toMs - quarterMs;
};
