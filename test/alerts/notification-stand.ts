import { z } from "zod";
import type { Alarm, Meaning } from "../../alerts/alarm.ts";
import { AlarmBook, type Recording } from "../../alerts/alarm-book.ts";
import { type OperatorAct, operateAlarm } from "../../alerts/alarm-operator.ts";

import { alarmIdOf } from "../../alerts/identity.ts";
import { bookLimits, flapLimits } from "../../alerts/limits.ts";
import { Teller, type TellerOptions } from "../../alerts/notification/teller.ts";
import { routeSchema } from "../../alerts/routes.ts";
import { nodeCode, siteCode } from "../../telemetry/identifiers.ts";
import { emptyRows, type JournalRows } from "../../telemetry/journal.ts";
import type { Severity } from "../../telemetry/severity.ts";
import { defaultRules } from "./stand.ts";

/** The instant at which the tests' clock begins: Thursday 07:00 in Vietnam. */
export const startMs = Date.UTC(2026, 0, 1);

const bilingual = z.object({ vi: z.string(), en: z.string() });

const notificationBody = z.object({
  version: z.literal(1),
  id: z.string(),
  event: z.string(),
  kind: z.enum(["alarm", "repeat", "escalation", "digest"]),
  audience: z.string(),
  target: z.string().nullable(),
  alarm: z
    .looseObject({ id: z.string(), site: z.string(), node: z.string(), severity: z.string() })
    .nullable(),
  story: z.object({ id: z.string(), severity: z.string() }).optional(),
  digest: z
    .object({
      told: z.record(z.string(), z.number()),
      cleared: z.number(),
      others: z.number(),
      listed: z.array(z.object({ alarm: z.string(), event: z.string() })),
    })
    .optional(),
  title: bilingual,
  text: bilingual,
  link: z.string().nullable(),
  sentAt: z.iso.datetime(),
});

/** What a receiver gets. */
export type Heard = z.infer<typeof notificationBody>;

/** Routes as the configuration writes them. */
export const routesOf = (...routes: readonly object[]) => routes.map((route) => routeSchema.parse(route));

/** Options of a teller as a test gives them. */
export type StandOptions = Partial<Omit<TellerOptions, "alarmOf">>;

const flapping = { ...flapLimits, flapTransitionsMin: 1_000 };

const words = (() => {
  const [rule] = defaultRules();
  if (rule === undefined) throw new Error("there are default rules");
  return rule;
})();

/** What an alarm is about: `site/node`, its type, and what it tells of the network. */
export interface TestAlarm {
  readonly at: string;
  readonly type?: string;
  readonly meaning?: Meaning;
  readonly severity?: Severity;
  /** Left out: that of lost mains. */
  readonly probableCause?: Alarm["probableCause"];
}

const subjectOf = ({ at, type = "trouble", meaning = "local", probableCause }: TestAlarm) => {
  const [site = "", node = ""] = at.split("/");
  const identity = { site: siteCode(site), node: nodeCode(node), type, qualifier: "" };
  return {
    ...identity,
    id: alarmIdOf(identity),
    rule: { ...words, name: type, meaning, probableCause: probableCause ?? words.probableCause },
  };
};

/** The id of an alarm. */
export const idOf = (alarm: TestAlarm): string => subjectOf(alarm).id;

/** A book of alarms, a teller that follows it, and everything that a journal would have kept of them. */
export class NotificationStand {
  readonly rows: JournalRows = emptyRows();
  readonly #options: StandOptions;
  readonly inMaintenance = new Set<string>();
  nowMs = startMs;
  book: AlarmBook;
  teller: Teller;

  constructor(options: StandOptions = {}) {
    this.#options = options;
    this.teller = this.#tell();
    this.book = this.#write();
  }

  /** One commit of the journal, with the tick that follows. */
  #commit(run: (recording: Recording) => void, ticks = true): void {
    const rows = emptyRows();
    const recording = { rows, nowMs: this.nowMs };
    run(recording);
    if (ticks && this.nowMs >= this.teller.nextDueMs()) this.teller.tick(recording);
    this.rows.transition.push(...rows.transition);
    this.rows.condition.push(...rows.condition);
    this.rows.notification.push(...rows.notification);
  }

  /** Everything that was told, oldest first. */
  get heard(): readonly Heard[] {
    return this.heardSince(0);
  }

  /** What was told after the first so many notifications. */
  heardSince(count: number): readonly Heard[] {
    return this.rows.notification.slice(count).map(({ body }) => notificationBody.parse(JSON.parse(body)));
  }

  /** Everything that was told as one line each: `audience: event site/node`. */
  get story(): readonly string[] {
    return this.heard.map(({ audience, kind, event, alarm }) => {
      const what = kind === "alarm" ? event : kind;
      return alarm === null ? `${audience}: ${what}` : `${audience}: ${what} ${alarm.site}/${alarm.node}`;
    });
  }

  /** What one audience was told, without its name. */
  told(audience = "noc"): readonly string[] {
    return this.story.flatMap((line) =>
      line.startsWith(`${audience}: `) ? [line.slice(audience.length + 2)] : [],
    );
  }

  raise(alarm: TestAlarm): string {
    this.#commit((recording) => this.#settle(alarm, recording));
    return idOf(alarm);
  }

  clear(alarm: TestAlarm): void {
    this.#commit((recording) => this.book.settle(recording, subjectOf(alarm), null, this.#moment()));
  }

  /** Names the root cause of a symptom, or takes it back. */
  explain(symptom: string, root: string | null): void {
    const active = root === null ? undefined : this.book.activeOf(root);
    const reason = { vi: "đường truyền đứt", en: "the path is cut" };
    const cause = active === undefined ? null : { alarm: active.id, confidence: 1, reason };
    this.#commit((recording) => this.book.explain(recording, symptom, cause));
  }

  /** Says how many sites a root cause takes along. */
  describe(root: string, sites: number): void {
    const impact = { sites, nodesByOperator: {}, hamlets: 0, population: 0 };
    this.#commit((recording) => this.book.describeRoot(recording, root, sites, impact));
  }

  /** Several changes in one commit, as when they are found in one batch. */
  together(...alarms: readonly TestAlarm[]): void {
    this.#commit((recording) => {
      for (const alarm of alarms) this.#settle(alarm, recording);
    });
  }

  /** Raised and over in one commit. */
  blink(alarm: TestAlarm): void {
    this.#commit((recording) => {
      this.#settle(alarm, recording);
      this.book.settle(recording, subjectOf(alarm), null, this.#moment());
    });
  }

  /** Raised in a commit without a tick after it. */
  raiseOnly(alarm: TestAlarm): void {
    this.#commit((recording) => this.#settle(alarm, recording), false);
  }

  #settle(alarm: TestAlarm, recording: Recording): void {
    const at = this.#moment();
    const text = { vi: "Có việc", en: "Something" };
    const severity = alarm.severity ?? "major";
    this.book.settle(recording, subjectOf(alarm), { at, severity, text, threshold: null, evidence: [] }, at);
  }

  act(id: string, act: OperatorAct): void {
    const alarm = this.known(id);
    const word = { atMs: this.nowMs, actor: "noc", note: "seen" };
    this.#commit((recording) => this.book.operate(recording, operateAlarm(alarm, act, word)));
  }

  known(id: string): Alarm {
    const alarm = this.book.get(id);
    if (alarm === undefined) throw new Error(`no alarm ${id}`);
    return alarm;
  }

  maintain(site: string, open: boolean): void {
    if (open) this.inMaintenance.add(site);
    else this.inMaintenance.delete(site);
    this.#commit((recording) => this.book.followMaintenance(recording));
  }

  /** Lets time pass, looking as the platform does: whenever something is due, at the latest at the end. */
  pass(afterMs: number): void {
    const endMs = this.nowMs + afterMs;
    for (let dueMs = this.#nextDueMs(); dueMs <= endMs; dueMs = this.#nextDueMs()) {
      this.nowMs = Math.max(this.nowMs, dueMs);
      this.tick();
    }
    this.nowMs = endMs;
    this.tick();
  }

  tick(): void {
    this.#commit((recording) => {
      if (this.nowMs >= this.book.nextDueMs()) this.book.tick(recording);
    });
  }

  /** Throws book and teller away and restores others from nothing but the rows. */
  restart(): void {
    this.teller = this.#tell();
    this.book = this.#write();
    const newest = new Map(this.rows.transition.map((row) => [row.alarm, row]));
    this.book.restore([...newest.values()].reverse(), this.rows.transition.at(-1)?.sequence ?? 0);
    const conditions = new Map(this.rows.condition.map((row) => [row.key, row]));
    // The journal promises no order of keys: the reverse shows that none is relied upon.
    this.teller.restore([...conditions.values()].reverse());
  }

  #nextDueMs(): number {
    return Math.min(this.book.nextDueMs(), this.teller.nextDueMs());
  }

  #moment() {
    return { eventAtMs: this.nowMs, receivedAtMs: this.nowMs, clock: "device" as const };
  }

  #tell(): Teller {
    return new Teller({
      routes: routesOf({ to: ["noc"] }),
      describeSite: () => undefined,
      ...this.#options,
      alarmOf: (id) => this.book.get(id),
    });
  }

  #write(): AlarmBook {
    return new AlarmBook({
      limits: bookLimits,
      flapping,
      covering: ({ site }) => (this.inMaintenance.has(site) ? "window" : null),
      followers: [(change, recording) => this.teller.follow(change, recording)],
    });
  }
}
