import type { HeardColumns } from "../telemetry/arrivals.ts";
import type { DeviceNumbers } from "../telemetry/device-numbers.ts";
import type { DeviceId, SiteCode } from "../telemetry/identifiers.ts";
import type { PresenceRow } from "../telemetry/journal.ts";
import type { Moment } from "./alarm.ts";
import type { AlarmBook, Recording } from "./alarm-book.ts";
import type { SilenceBody } from "./condition-body.ts";
import type { End } from "./isolation.ts";
import {
  connectionLost,
  type DevicePresence,
  heardAgain,
  type Presence,
  type PresenceEvent,
  parsePresence,
  presenceBody,
  stepPresence,
} from "./presence.ts";
import type { DescribeSite } from "./routes.ts";
import { isSameRule, rulesAt } from "./rules/overrides.ts";
import type { AbsenceRule, Rule } from "./rules/rule.ts";
import { renderText } from "./rules/text.ts";
import { silenceDeadlines } from "./silence-deadlines.ts";
import { type Silence, silenceBody, subjectOf } from "./silence-subject.ts";

/** A device under watch. */
interface Watch {
  readonly number: number;
  presence: Presence;
  /** The platform was away: silence counts from one period after this instant only. */
  excusedAtMs: number;
  /** By the name of the rule. */
  readonly silences: Map<string, Silence>;
  /** The rules as they apply where the device is. */
  rules: readonly AbsenceRule[];
}

/** What the watch over devices works with. */
export interface SilenceParts {
  /** Those of other kinds are left alone. */
  readonly rules: readonly Rule[];
  readonly devices: DeviceNumbers;
  readonly book: AlarmBook;
  readonly describeSite: DescribeSite;
}

/** Presence of devices, and alarms for those that fall silent. Works in receive time, decides at ticks. */
export class SilenceWatch {
  readonly #parts: SilenceParts;
  #rules: readonly Rule[];
  readonly #watches = new Map<DeviceId, Watch>();
  readonly #bySite = new Map<SiteCode, Watch[]>();
  readonly #byNumber: (Watch | undefined)[] = [];
  #lastHeardAtMs = new Float64Array(1_024);
  /** 1 where a message ends something: a silence, or the belief that the connection is closed. */
  #attentive = new Uint8Array(1_024);
  #nextDueMs = Number.POSITIVE_INFINITY;

  constructor(parts: SilenceParts) {
    this.#parts = parts;
    this.#rules = absenceRules(parts.rules);
  }

  /** A lower bound of the instant at which the next device may have become silent. */
  nextDueMs(): number {
    return this.#nextDueMs;
  }

  /** Takes up presence rows. */
  restore(rows: readonly PresenceRow[]): void {
    for (const row of rows) {
      const presence = parsePresence(row.body);
      if (presence !== null) this.#watch(presence);
    }
  }

  /** Takes up a silence that is told of; false when its rule or device is gone. */
  restoreSilence(body: SilenceBody): boolean {
    const watch = this.#watches.get(body.device);
    const rule = watch?.rules.find(({ name }) => name === body.rule);
    if (watch === undefined || rule === undefined) return false;
    const { site, node, severity } = body;
    watch.silences.set(rule.name, {
      subject: subjectOf(rule, { site, node, device: body.device }),
      severity,
    });
    this.#attend(watch);
    return true;
  }

  /** What the inventory says of sites has changed: other rules may apply. Answers as `rulesChanged`. */
  planChanged(nowMs: number): readonly string[] {
    return this.#refresh(nowMs, () => true);
  }

  /**
   * Works with other rules from now on. Silences that are told of go on under a rule with the same content; answers
   * the keys of those that don't, whose alarms nothing watches any more.
   */
  rulesChanged(rules: readonly Rule[], nowMs: number): readonly string[] {
    this.#rules = absenceRules(rules);
    return this.#refresh(nowMs, isSameRule);
  }

  /** The platform could not listen until now: each device gets one full period before silence counts. */
  excuse(nowMs: number, connections: "kept" | "lost"): void {
    for (const watch of this.#watches.values()) {
      watch.excusedAtMs = nowMs;
      if (connections === "lost") watch.presence = connectionLost(watch.presence);
    }
    this.#nextDueMs = this.#earliest(nowMs);
  }

  /** Ids of the alarms of all silences that are told of. */
  *firing(): Iterable<string> {
    for (const { silences } of this.#watches.values()) {
      for (const { subject } of silences.values()) yield subject.id;
    }
  }

  /**
   * How late something is, ms, by the most favourable of the clocks that the site's devices had at birth and the true
   * one: a clock that was set since must not silence live readings.
   */
  lateness(site: SiteCode, lagMs: number): number {
    let least = lagMs;
    for (const { presence } of this.#bySite.get(site) ?? []) {
      least = Math.min(least, lagMs - presence.clockOffsetMs);
    }
    return least;
  }

  /** When a device of the site was heard last; null when none was since the platform started. */
  heardAtMs(site: SiteCode): number | null {
    const heard = (this.#bySite.get(site) ?? []).map(({ number }) => this.#lastHeardAtMs[number] ?? 0);
    return Math.max(0, ...heard) || null;
  }

  /** Every device under watch, and how it was heard last. */
  *ends(): Iterable<End> {
    for (const { presence, number, silences } of this.#watches.values()) {
      const { device, site, closedAtMs, periodSeconds } = presence;
      const periodMs = periodSeconds === null ? null : periodSeconds * 1_000;
      const heardAtMs = this.#lastHeardAtMs[number] || null;
      yield { device, site, closedAtMs, heardAtMs, periodMs, isSilent: silences.size > 0 };
    }
  }

  /** The longest period that a device of the site announced, ms; null when none did. */
  periodMs(site: SiteCode): number | null {
    const periods = (this.#bySite.get(site) ?? []).map(({ presence }) => presence.periodSeconds ?? 0);
    return Math.max(0, ...periods) * 1_000 || null;
  }

  follow(event: PresenceEvent, recording: Recording): void {
    const earlier = this.#watches.get(event.device);
    const before = earlier?.presence;
    const after = stepPresence(before, event);
    if (after === before) return;
    const watch = earlier ?? this.#watch(after);
    this.#place(watch, after);
    if (event.kind === "birth") this.#heard(watch, event.receivedAtMs, recording);
    this.#attend(watch);
    this.#nextDueMs = Math.min(this.#nextDueMs, this.#dueOf(watch));
    if (before === undefined || presenceBody(before) !== presenceBody(watch.presence))
      this.#keep(watch, recording);
  }

  hear(heard: HeardColumns, recording: Recording): void {
    this.#reserve(this.#parts.devices.size);
    const { device, receivedAtMs, length } = heard;
    for (let row = 0; row < length; row++) {
      const number = device[row] ?? 0;
      const atMs = receivedAtMs[row] ?? 0;
      if (atMs > (this.#lastHeardAtMs[number] ?? 0)) this.#lastHeardAtMs[number] = atMs;
      if (this.#attentive[number] === 1) this.#hearAttentively(number, atMs, recording);
    }
  }

  tick(recording: Recording): void {
    if (recording.nowMs < this.#nextDueMs) return;
    const due = [...this.#watches.values()].filter((watch) => this.#dueOf(watch) <= recording.nowMs);
    // By device id: the order in which devices were met is not known after a restart.
    due.sort((one, other) => (one.presence.device < other.presence.device ? -1 : 1));
    for (const watch of due) {
      for (const rule of watch.rules) this.#decide(watch, rule, recording);
    }
    this.#nextDueMs = this.#earliest(recording.nowMs);
  }

  /** An operator says that the silence is over: the device's time starts anew. */
  reset(alarm: string, recording: Recording): void {
    for (const watch of this.#watches.values()) {
      for (const [name, { subject }] of watch.silences) {
        if (subject.id !== alarm) continue;
        watch.silences.delete(name);
        watch.excusedAtMs = recording.nowMs;
        this.#keepSilence(watch, name, recording);
        this.#nextDueMs = Math.min(this.#nextDueMs, this.#dueOf(watch));
      }
    }
  }

  /** The device exists no longer: its silences end, nothing of it is kept. */
  forget(device: DeviceId, recording: Recording): void {
    const watch = this.#watches.get(device);
    if (watch === undefined) return;
    this.#endSilences(watch, recording.nowMs, recording);
    this.#watches.delete(device);
    this.#byNumber[watch.number] = undefined;
    this.#attentive[watch.number] = 0;
    const { site } = watch.presence;
    this.#bySite.set(
      site,
      (this.#bySite.get(site) ?? []).filter((other) => other !== watch),
    );
    recording.rows.presence.push({ device, changedAtMs: recording.nowMs, body: "null" });
  }

  *presences(): Iterable<DevicePresence> {
    for (const watch of this.#watches.values()) yield this.#describe(watch);
  }

  presenceOf(device: DeviceId): DevicePresence | undefined {
    const watch = this.#watches.get(device);
    return watch === undefined ? undefined : this.#describe(watch);
  }

  #describe({ presence, number }: Watch): DevicePresence {
    const { device, site, online, session, periodSeconds, firmware } = presence;
    const lastHeardAtMs = this.#lastHeardAtMs[number] || null;
    return { device, site, online, session, periodSeconds, firmware, lastHeardAtMs };
  }

  #watch(presence: Presence): Watch {
    const number = this.#parts.devices.of(presence.device);
    this.#reserve(number + 1);
    const watch: Watch = {
      number,
      presence,
      excusedAtMs: Number.NEGATIVE_INFINITY,
      silences: new Map(),
      rules: this.#rulesFor(presence),
    };
    this.#watches.set(presence.device, watch);
    this.#byNumber[number] = watch;
    this.#bySite.set(presence.site, [...(this.#bySite.get(presence.site) ?? []), watch]);
    this.#attend(watch);
    return watch;
  }

  #place(watch: Watch, presence: Presence): void {
    const { site, node } = watch.presence;
    watch.presence = presence;
    if (site !== presence.site || node !== presence.node) watch.rules = this.#rulesFor(presence);
    if (site === presence.site) return;
    this.#bySite.set(
      site,
      (this.#bySite.get(site) ?? []).filter((other) => other !== watch),
    );
    this.#bySite.set(presence.site, [...(this.#bySite.get(presence.site) ?? []), watch]);
  }

  #reserve(count: number): void {
    if (count <= this.#attentive.length) return;
    const lastHeardAtMs = new Float64Array(count * 2);
    const attentive = new Uint8Array(count * 2);
    lastHeardAtMs.set(this.#lastHeardAtMs);
    attentive.set(this.#attentive);
    this.#lastHeardAtMs = lastHeardAtMs;
    this.#attentive = attentive;
  }

  #attend(watch: Watch): void {
    const attentive = watch.silences.size > 0 || watch.presence.closedAtMs !== null;
    this.#attentive[watch.number] = attentive ? 1 : 0;
  }

  #hearAttentively(number: number, atMs: number, recording: Recording): void {
    const watch = this.#byNumber[number];
    if (watch === undefined) return;
    const before = watch.presence;
    this.#heard(watch, atMs, recording);
    if (before !== watch.presence) this.#keep(watch, recording);
  }

  #heard(watch: Watch, atMs: number, recording: Recording): void {
    this.#lastHeardAtMs[watch.number] = Math.max(this.#lastHeardAtMs[watch.number] ?? 0, atMs);
    watch.presence = heardAgain(watch.presence, atMs);
    this.#endSilences(watch, atMs, recording);
    this.#attend(watch);
  }

  #endSilences(watch: Watch, atMs: number, recording: Recording): void {
    const at: Moment = { eventAtMs: atMs, receivedAtMs: atMs, clock: "receiver" };
    for (const [name, { subject }] of watch.silences) {
      watch.silences.delete(name);
      this.#keepSilence(watch, name, recording);
      this.#parts.book.settle(recording, subject, null, at);
    }
  }

  #refresh(nowMs: number, isKept: (before: Rule, after: Rule) => boolean): readonly string[] {
    const gone: string[] = [];
    for (const watch of this.#watches.values()) {
      const before = new Map(watch.rules.map((rule) => [rule.name, rule]));
      watch.rules = this.#rulesFor(watch.presence);
      const kept = watch.rules.filter((rule) => isKept(before.get(rule.name) ?? rule, rule));
      for (const name of [...watch.silences.keys()]) {
        if (kept.some((rule) => rule.name === name)) continue;
        watch.silences.delete(name);
        gone.push(silenceKey(watch, name));
      }
      this.#attend(watch);
    }
    this.#nextDueMs = this.#earliest(nowMs);
    return gone;
  }

  #rulesFor({ site, node, device }: Presence): readonly AbsenceRule[] {
    const place = { site, node: node ?? device, siteClass: this.#parts.describeSite(site)?.class };
    return rulesAt(this.#rules, place).filter((rule) => rule.kind === "absence");
  }

  #deadlines(watch: Watch, rule: AbsenceRule): readonly number[] {
    const { presence, excusedAtMs } = watch;
    return silenceDeadlines(rule, {
      presence,
      excusedAtMs,
      lastHeardAtMs: this.#lastHeardAtMs[watch.number] ?? 0,
    });
  }

  #reachedLevel(watch: Watch, rule: AbsenceRule): number {
    const { severity } = watch.silences.get(rule.name) ?? {};
    return rule.levels.findIndex((level) => level.severity === severity);
  }

  #dueOf(watch: Watch): number {
    let next = Number.POSITIVE_INFINITY;
    for (const rule of watch.rules) {
      const reached = this.#reachedLevel(watch, rule);
      for (const deadlineMs of this.#deadlines(watch, rule).slice(reached + 1))
        next = Math.min(next, deadlineMs);
    }
    return next;
  }

  #earliest(nowMs: number): number {
    let next = Number.POSITIVE_INFINITY;
    for (const watch of this.#watches.values()) next = Math.min(next, this.#dueOf(watch));
    // A refused raise stays due: look again a second later, not at once.
    return next <= nowMs ? nowMs + 1_000 : next;
  }

  #decide(watch: Watch, rule: AbsenceRule, recording: Recording): void {
    const deadlines = this.#deadlines(watch, rule);
    const level = deadlines.findLastIndex((deadlineMs) => deadlineMs <= recording.nowMs);
    const { severity } = rule.levels[level] ?? {};
    if (severity === undefined || level <= this.#reachedLevel(watch, rule)) return;
    const known = watch.silences.get(rule.name);
    const { device, site, node } = watch.presence;
    const subject = known?.subject ?? subjectOf(rule, { site, node: node ?? device, device });
    if (known === undefined && !this.#parts.book.admits(subject.id)) return;
    const at: Moment = {
      eventAtMs: deadlines[level] ?? recording.nowMs,
      receivedAtMs: recording.nowMs,
      clock: "receiver",
    };
    const text = renderText(rule, {
      device,
      site: this.#parts.describeSite(site)?.name ?? site,
      node: subject.node,
    });
    watch.silences.set(rule.name, { subject, severity });
    this.#attend(watch);
    this.#keepSilence(watch, rule.name, recording);
    this.#parts.book.settle(recording, subject, { at, severity, text, threshold: null, evidence: [] }, at);
  }

  #keep(watch: Watch, { rows, nowMs }: Recording): void {
    const { device } = watch.presence;
    rows.presence.push({ device, changedAtMs: nowMs, body: presenceBody(watch.presence) });
  }

  #keepSilence(watch: Watch, rule: string, { rows, nowMs }: Recording): void {
    const body = silenceBody(watch.presence.device, rule, watch.silences.get(rule));
    rows.condition.push({ key: silenceKey(watch, rule), changedAtMs: nowMs, body });
  }
}

const absenceRules = (rules: readonly Rule[]): readonly Rule[] =>
  rules.filter(({ kind }) => kind === "absence");

const silenceKey = ({ presence }: Watch, rule: string): string => `silence/${presence.device}/${rule}`;
