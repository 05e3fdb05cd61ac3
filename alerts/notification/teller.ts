import type { ConditionRow } from "../../telemetry/journal.ts";
import type { Alarm } from "../alarm.ts";
import type { AlarmChange, Recording } from "../alarm-book.ts";
import type { DescribeSite, Route } from "../routes.ts";
import type { AcknowledgeLinks } from "./acknowledge-links.ts";
import { DueQueue } from "./due-queue.ts";
import { Escalations } from "./escalations.ts";
import { audiencesMax } from "./limits.ts";
import { type Impulse, Narrator } from "./narrator.ts";
import { Outbox } from "./outbox.ts";
import { audienceName, type EscalationSettings, Rota, type RotaSettings } from "./rota.ts";
import { Routing } from "./routing.ts";
import type { DigestSettings, TemplateSettings } from "./settings.ts";
import { alarmKey, alarmOfKey, isStoryKey, StateRows } from "./state-rows.ts";
import {
  type Follower,
  holdMsOf,
  isInHand,
  isPutAside,
  isStronger,
  newFollower,
  pacedExtent,
  parseStory,
  type Story,
  saysTheSame,
  storyDueMs,
  stronger,
} from "./story.ts";
import type { TemplateFault } from "./writer.ts";

/** What the teller works with; what is left out is as without configuration. */
export interface TellerOptions {
  readonly routes: readonly Route[];
  readonly describeSite: DescribeSite;
  /** The alarm as it is now; undefined when it is known no longer. */
  readonly alarmOf: (id: string) => Alarm | undefined;
  /**
   * Until when an alarm should not be told for the first time since its root cause may still come, ms since 1970 UTC;
   * asked again then. Left out: nothing is waited for.
   */
  readonly awaitedUntilMs?: (alarm: Alarm["id"], nowMs: number) => number;
  /** Kind of a channel, for templates and digests; "" when left out. */
  readonly kindOf?: (channel: string) => string;
  readonly rota?: RotaSettings;
  readonly escalation?: EscalationSettings;
  readonly digest?: DigestSettings;
  readonly templates?: Readonly<Record<string, TemplateSettings>>;
  readonly links?: Pick<AcknowledgeLinks, "linkFor"> | null;
}

/** Figures for `/metrics`. */
export interface TellerCounters {
  readonly notifications: number;
  /** Alarms that wait to be told or were told and still stand. */
  readonly stories: number;
  readonly repeats: number;
  readonly escalations: number;
  /** Steps of an escalation that found nobody on call. */
  readonly escalationsUnmanned: number;
  readonly digests: number;
  /** Tellings that went into a digest. */
  readonly digested: number;
  /** Audiences beyond `audiencesMax`. */
  readonly audiencesRefused: number;
  /** Titles and texts given plainly because of a wrong template. */
  readonly templateFailures: number;
  /** Rows of the journal that are no stories. */
  readonly unreadable: number;
}

/**
 * Decides who is told of which alarm, when and how often: one story per root cause. No clock, no timer, no I/O: rows
 * are pushed into the recording. Restored with the rows that it pushed, it goes on as if it had never stopped.
 */
export class Teller {
  readonly #options: TellerOptions;
  readonly #routing: Routing;
  readonly #outbox: Outbox;
  readonly #rows = new StateRows();
  readonly #due = new DueQueue();
  readonly #stories = new Map<string, Story>();
  readonly #narrator: Narrator;
  readonly #escalations: Escalations;
  #audiencesRefused = 0;
  #unreadable = 0;

  constructor(options: TellerOptions) {
    const { routes, describeSite, rota = { people: {}, teams: {} } } = options;
    this.#options = options;
    this.#routing = new Routing(routes, describeSite);
    const onCall = new Rota(rota);
    this.#outbox = new Outbox({ ...options, rota: onCall, rows: this.#rows, due: this.#due });
    this.#narrator = new Narrator(this.#routing, this.#outbox);
    this.#escalations = new Escalations({
      settings: options.escalation ?? {},
      rota: onCall,
      routing: this.#routing,
      narrator: this.#narrator,
    });
  }

  /** Templates that can't be used. */
  get templateFaults(): readonly TemplateFault[] {
    return this.#outbox.templateFaults;
  }

  /** Takes up what the journal keeps; once, before anything else. Rows of others are left alone. */
  restore(conditions: readonly ConditionRow[]): void {
    for (const row of conditions) {
      if (!isStoryKey(row.key) || row.body === null) continue;
      this.#rows.restore(row);
      if (!this.#restoreStory(row.body, row.key) && !this.#outbox.restore(row.key, row.body))
        this.#unreadable++;
    }
  }

  /** Tells what a change of an alarm calls for; call it for every change, in order, after the book has taken it. */
  follow(change: AlarmChange, recording: Recording): void {
    const { alarm, event } = change;
    if (event === "raised") this.#open(change, recording);
    this.#part(change, recording);
    // The root's story first: whom it reaches decides whether its symptom stands in for it.
    if (!alarm.isCleared && alarm.cause !== null) this.#join(change, recording);
    const story = this.#stories.get(alarm.id);
    if (story === undefined) return;
    if (alarm.isCleared) this.#close(story, change, recording);
    else this.#move(noticed(story, change, recording.nowMs), { alarm, change, joined: null }, recording);
  }

  /** The next instant at which time alone has something to tell; infinity when never. */
  nextDueMs(): number {
    return this.#due.nextMs();
  }

  /** Tells what is due: call it at the end of each batch and tick, after all changes, when `nextDueMs` is over. */
  tick(recording: Recording): void {
    const { nowMs } = recording;
    for (let key = this.#due.take(nowMs); key !== undefined; key = this.#due.take(nowMs)) {
      const id = alarmOfKey(key);
      if (id === null) this.#outbox.flush(key, recording);
      else this.#wake(id, recording);
    }
  }

  counters(): TellerCounters {
    const { escalationsUnmanned, audiencesRefused } = this.#escalations.counters;
    return {
      ...this.#outbox.counters,
      templateFailures: this.#outbox.templateFailures,
      stories: this.#stories.size,
      escalationsUnmanned,
      audiencesRefused: this.#audiencesRefused + audiencesRefused,
      unreadable: this.#unreadable,
    };
  }

  #restoreStory(body: string, key: string): boolean {
    const story = alarmOfKey(key) === null ? null : parseStory(body);
    if (story === null) return false;
    this.#stories.set(story.alarm, story);
    this.#due.set(key, storyDueMs(story));
    return true;
  }

  #open({ alarm, transitionId }: AlarmChange, { nowMs }: Recording): void {
    this.#stories.set(alarm.id, {
      id: transitionId,
      alarm: alarm.id,
      severity: alarm.severity,
      raisedAtMs: nowMs,
      notBeforeMs: nowMs + holdMsOf(alarm),
      followers: [],
      climbs: [],
      standIns: [],
      foretold: [],
    });
  }

  /** Time has come for a story; one whose alarm is gone ends unheard. */
  #wake(id: string, recording: Recording): void {
    const story = this.#stories.get(id);
    const alarm = this.#options.alarmOf(id);
    if (story === undefined) return;
    const untilMs = this.#awaitedMs(story, recording.nowMs);
    if (alarm === undefined || alarm.isCleared) this.#forget(story, recording);
    // Without a row: asked again after a restart too, where nobody was heard yet and nothing is waited for.
    else if (untilMs > recording.nowMs && !story.followers.some(({ told }) => told))
      this.#due.set(alarmKey(id), untilMs);
    else this.#move(story, { alarm, change: null, joined: null }, recording);
  }

  /** The alarm is a symptom: its root's story grows with it. */
  #join({ alarm, transitionId }: AlarmChange, recording: Recording): void {
    const root = this.#stories.get(alarm.cause?.alarm ?? "");
    const rootAlarm = root === undefined ? undefined : this.#options.alarmOf(root.alarm);
    if (root === undefined || rootAlarm === undefined || rootAlarm.isCleared) return;
    const foretold = this.#foretold(root, alarm);
    if (isStronger(alarm.severity, root.severity) && !saysTheSame(alarm, rootAlarm)) {
      const impulse = { alarm: rootAlarm, change: null, joined: transitionId };
      this.#move({ ...root, foretold, severity: alarm.severity }, impulse, recording);
    } else if (foretold.length > root.foretold.length) this.#keep({ ...root, foretold }, recording);
  }

  /** Who knows the root's story by a symptom of it: one for each audience is enough. */
  #foretold(root: Story, { id }: Alarm): Story["foretold"] {
    const told = this.#stories.get(id)?.followers.filter((follower) => follower.told) ?? [];
    const audiences = told
      .map(audienceName)
      .filter((name) => !root.foretold.some(({ audience }) => audience === name));
    return [...root.foretold, ...audiences.map((audience) => ({ audience, alarm: id }))];
  }

  /** What was a symptom of a root cause and is none of it any more, speaks for it no longer. */
  #part({ alarm, before }: AlarmChange, recording: Recording): void {
    const cause = before?.cause?.alarm;
    if (cause === undefined || (!alarm.isCleared && alarm.cause?.alarm === cause)) return;
    const root = this.#stories.get(cause);
    const foretold = root?.foretold.filter((each) => each.alarm !== alarm.id);
    if (root === undefined || foretold === undefined || foretold.length === root.foretold.length) return;
    this.#keep({ ...root, foretold }, recording);
  }

  #move(story: Story, impulse: Impulse, recording: Recording): void {
    const at = { impulse, recording };
    const enlisted = this.#enlist(story, impulse.alarm, recording.nowMs);
    const paced = this.#pace(enlisted, impulse.alarm, recording);
    // A new story is told at the end of its batch: what becomes of it in this instant belongs to its first words.
    if (impulse.change?.event === "raised") return this.#keep(paced, recording);
    const followers = paced.followers.map((follower) => this.#narrator.attend(paced, follower, at));
    this.#keep(this.#escalations.climb({ ...paced, followers }, at), recording);
  }

  /** Whoever a route names now and nobody has named before; those that wait may have to wait no longer. */
  #enlist(story: Story, alarm: Alarm, nowMs: number): Story {
    const followers = [...story.followers];
    for (const { channel, route, dueMs } of this.#routing.destinations(story, alarm, nowMs)) {
      const place = followers.findIndex((each) => each.channel === channel && each.person === null);
      const known = followers[place];
      if (known === undefined) {
        if (followers.length < audiencesMax)
          followers.push(newFollower({ channel, person: null }, { route, dueMs }));
        else this.#audiencesRefused++;
      } else if (!known.told && known.dueMs !== null && dueMs < known.dueMs) {
        followers[place] = { ...known, route, dueMs };
      }
    }
    return { ...story, followers };
  }

  /** Sets every clock of the story to what the alarm's state allows. */
  #pace(story: Story, alarm: Alarm, recording: Recording): Story {
    const { nowMs } = recording;
    const followers = story.followers.map((follower): Follower => {
      const standsIn = this.#standsIn(story, follower, { alarm, recording });
      const hidden = isPutAside(alarm) || (alarm.cause !== null && !standsIn);
      const known = { ...follower, standsIn, extent: pacedExtent(follower, alarm, { hidden, nowMs }) };
      if (hidden || (follower.told && isInHand(alarm))) return { ...known, dueMs: null };
      if (follower.dueMs !== null) {
        const isFirst = !follower.told && follower.dueMs <= nowMs;
        const awaitedMs = isFirst ? this.#awaitedMs(story, nowMs) : follower.dueMs;
        return { ...known, dueMs: Math.max(follower.dueMs, awaitedMs) };
      }
      const dueMs = follower.told
        ? this.#routing.repeatMs(follower, story.severity, nowMs)
        : this.#routing.dueMs(story, follower, nowMs);
      return { ...known, dueMs };
    });
    return { ...story, followers, climbs: this.#escalations.pace(story, alarm, nowMs) };
  }

  /** Until when the first telling waits for a root cause that may still come; the past when for none. */
  #awaitedMs({ alarm }: Story, nowMs: number): number {
    return this.#options.awaitedUntilMs?.(alarm, nowMs) ?? Number.NEGATIVE_INFINITY;
  }

  /**
   * A symptom whose root's story does not reach this audience: the first such symptom speaks for all of them, so that
   * an operator hears of its own nodes when somebody else's link is down.
   */
  #standsIn(
    story: Story,
    follower: Follower,
    { alarm, recording }: { readonly alarm: Alarm; readonly recording: Recording },
  ): boolean {
    const root = alarm.cause === null ? undefined : this.#stories.get(alarm.cause.alarm);
    if (root === undefined) return false;
    const rootAlarm = this.#options.alarmOf(root.alarm);
    const name = audienceName(follower);
    if (rootAlarm === undefined || this.#reaches(root, rootAlarm, name, recording.nowMs)) return false;
    const speaker = root.standIns.find(({ audience }) => audience === name);
    if (speaker !== undefined) return speaker.alarm === story.alarm;
    const standIns = [...root.standIns, { audience: name, alarm: story.alarm }];
    this.#keep({ ...root, standIns }, recording);
    return true;
  }

  #reaches(root: Story, rootAlarm: Alarm, audience: string, nowMs: number): boolean {
    return (
      root.followers.some((follower) => audienceName(follower) === audience) ||
      this.#routing.destinations(root, rootAlarm, nowMs).some(({ channel }) => channel === audience)
    );
  }

  /** The end is told to whoever was told of the beginning, hidden or not. */
  #close(story: Story, change: AlarmChange, recording: Recording): void {
    const { alarm, event, transitionId: transition } = change;
    const impulse = { alarm, change, joined: null };
    for (const follower of story.followers) {
      if (follower.told)
        this.#narrator.tell(story, follower, { impulse, recording, event, transition, mark: "" });
      else if (follower.standsIn) this.#stepBack(story, audienceName(follower), { change, recording });
    }
    this.#forget(story, recording);
  }

  /** It cleared before it was told: the next symptom of its root may speak. */
  #stepBack(
    { alarm: speaker }: Story,
    audience: string,
    { change, recording }: { readonly change: AlarmChange; readonly recording: Recording },
  ): void {
    const root = this.#stories.get(change.before?.cause?.alarm ?? "");
    if (root === undefined) return;
    const standIns = root.standIns.filter((each) => each.audience !== audience || each.alarm !== speaker);
    this.#keep({ ...root, standIns }, recording);
  }

  #forget(story: Story, recording: Recording): void {
    const key = alarmKey(story.alarm);
    this.#stories.delete(story.alarm);
    this.#due.set(key, null);
    this.#rows.keep(key, null, recording);
  }

  #keep(story: Story, recording: Recording): void {
    const key = alarmKey(story.alarm);
    this.#stories.set(story.alarm, story);
    this.#due.set(key, storyDueMs(story));
    this.#rows.keep(key, JSON.stringify(story), recording);
  }
}

/**
 * What the story learns from a change of its own alarm. What was a symptom until now and was told to nobody begins as
 * what it is now, not as what it was in its cause's worst hour.
 */
const noticed = (story: Story, { alarm, event }: AlarmChange, nowMs: number): Story => {
  const isReleased = event === "unsuppressed";
  const isUnheard = !story.followers.some(({ told }) => told);
  return {
    ...story,
    severity: isReleased && isUnheard ? alarm.severity : stronger(story.severity, alarm.severity),
    notBeforeMs: isReleased ? Math.max(story.notBeforeMs, nowMs + holdMsOf(alarm)) : story.notBeforeMs,
  };
};
