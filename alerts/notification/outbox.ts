import type { Alarm, AlarmEvent } from "../alarm.ts";
import type { Recording } from "../alarm-book.ts";
import { alarmView } from "../alarm-view.ts";
import { notificationIdOf } from "../identity.ts";
import type { DescribeSite } from "../routes.ts";
import type { AcknowledgeLinks } from "./acknowledge-links.ts";
import type { DueQueue } from "./due-queue.ts";
import type { AlarmFacts } from "./fields.ts";
import {
  countTelling,
  type Flood,
  type Gathered,
  gather,
  noFlood,
  parseFlood,
  tellingsLately,
} from "./flood.ts";
import { type Audience, audienceName, type Rota } from "./rota.ts";
import type { DigestSettings, TemplateSettings } from "./settings.ts";
import { audienceOfKey, floodKey, type StateRows } from "./state-rows.ts";
import { isInHand, type Story } from "./story.ts";
import { type TemplateFault, type Words, Writer } from "./writer.ts";

/** One thing to tell one audience. */
export interface Telling {
  readonly story: Story;
  /** As the audience may see it. */
  readonly alarm: Alarm;
  readonly audience: Audience;
  readonly event: AlarmEvent;
  readonly kind: AlarmFacts["kind"];
  readonly transition: string;
  /** What makes its id another than that of the transition's own notification; "" for that one. */
  readonly mark: string;
}

interface OutboxParts {
  readonly describeSite: DescribeSite;
  readonly rota: Rota;
  readonly rows: StateRows;
  readonly due: DueQueue;
  readonly kindOf?: (channel: string) => string;
  /** Left out: there are no digests. */
  readonly digest?: DigestSettings;
  readonly templates?: Readonly<Record<string, TemplateSettings>>;
  readonly links?: Pick<AcknowledgeLinks, "linkFor"> | null;
}

/** Makes notifications: their words, their links, and digests of them in a flood. */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #writer: Writer;
  readonly #floods = new Map<string, Flood>();
  readonly counters = { notifications: 0, repeats: 0, escalations: 0, digests: 0, digested: 0 };

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#writer = new Writer(parts.templates ?? {});
  }

  get templateFaults(): readonly TemplateFault[] {
    return this.#writer.faults;
  }

  get templateFailures(): number {
    return this.#writer.failures;
  }

  /** Takes up a flood that the journal keeps; false when the row is none. */
  restore(key: string, body: string): boolean {
    const audience = audienceOfKey(key);
    const flood = audience === null ? null : parseFlood(body);
    if (audience === null || flood === null) return false;
    this.#floods.set(audience, flood);
    this.#parts.due.set(key, flood.gathered?.dueMs ?? null);
    return true;
  }

  /** Tells at once, or in a flood with the next digest; what is critical never waits for one. */
  tell(telling: Telling, recording: Recording): void {
    const name = audienceName(telling.audience);
    const { digest } = this.#parts;
    if (telling.kind === "repeat") this.counters.repeats++;
    if (telling.kind === "escalation") this.counters.escalations++;
    if (digest === undefined || digest.individually.includes(this.#kindOf(telling.audience)))
      return this.#send(telling, recording);
    const flood = countTelling(this.#floods.get(name) ?? noFlood, recording.nowMs);
    const isCritical = telling.story.severity === "critical";
    if (isCritical || tellingsLately(flood) <= digest.tellingsMax) {
      this.#keepFlood(name, flood, recording);
      return this.#send(telling, recording);
    }
    this.counters.digested++;
    const { alarm, event, transition, story } = telling;
    const { title } = this.#wordsOf(telling, { link: null, nowMs: recording.nowMs });
    const diverted = {
      id: idOf(telling),
      transition,
      alarm: alarm.id,
      event,
      severity: story.severity,
      title,
    };
    this.#keepFlood(name, gather(flood, diverted, recording.nowMs), recording);
  }

  /** Sends the digest that is due under this key. */
  flush(key: string, recording: Recording): void {
    const name = audienceOfKey(key);
    const flood = name === null ? undefined : this.#floods.get(name);
    if (name === null || flood === undefined || flood.gathered === null) return;
    this.#sendDigest(name, flood.gathered, recording);
    this.#keepFlood(name, { ...flood, gathered: null }, recording);
  }

  #kindOf({ channel }: Audience): string {
    return this.#parts.kindOf?.(channel) ?? "";
  }

  #keepFlood(name: string, flood: Flood, recording: Recording): void {
    const key = floodKey(name);
    this.#floods.set(name, flood);
    this.#parts.rows.keep(key, JSON.stringify(flood), recording);
    this.#parts.due.set(key, flood.gathered?.dueMs ?? null);
  }

  #wordsOf(telling: Telling, at: { readonly link: string | null; readonly nowMs: number }): Words {
    const { alarm, event, kind, story, audience } = telling;
    const site = this.#parts.describeSite(alarm.site);
    return this.#writer.alarm(this.#kindOf(audience), {
      alarm,
      site,
      event,
      kind,
      severity: story.severity,
      ...at,
    });
  }

  #send(telling: Telling, recording: Recording): void {
    const { story, alarm, audience, event, kind, transition } = telling;
    const { nowMs } = recording;
    const id = idOf(telling);
    const link = this.#linkFor(telling, nowMs);
    const body = {
      version: 1,
      id,
      event,
      alarm: alarmView(alarm, this.#parts.describeSite(alarm.site)),
      sentAt: new Date(nowMs).toISOString(),
      kind,
      audience: audienceName(audience),
      target: this.#parts.rota.targetOf(audience),
      story: { id: story.id, severity: story.severity },
      ...this.#wordsOf(telling, { link, nowMs }),
      link,
    };
    this.#push({ id, transition, channel: audience.channel, body }, recording);
  }

  #sendDigest(name: string, gathered: Gathered, recording: Recording): void {
    const audience = audienceOf(name);
    const { nowMs } = recording;
    const { transition, first, told, cleared, others, listed, sinceMs } = gathered;
    const id = notificationIdOf(transition, `${name} digest ${first}`);
    const body = {
      version: 1,
      id,
      event: "digest",
      alarm: null,
      sentAt: new Date(nowMs).toISOString(),
      kind: "digest",
      audience: name,
      target: this.#parts.rota.targetOf(audience),
      digest: { from: new Date(sinceMs).toISOString(), told, cleared, others, listed },
      ...this.#writer.digest(this.#kindOf(audience), gathered, nowMs),
      link: null,
    };
    this.counters.digests++;
    this.#push({ id, transition, channel: audience.channel, body }, recording);
  }

  #linkFor({ alarm, audience }: Telling, nowMs: number): string | null {
    if (alarm.isCleared || isInHand(alarm)) return null;
    const { id, occurrenceCount } = alarm;
    const about = { alarm: id, occurrence: occurrenceCount, audience: audienceName(audience) };
    return this.#parts.links?.linkFor(about, nowMs) ?? null;
  }

  #push(
    made: {
      readonly id: string;
      readonly transition: string;
      readonly channel: string;
      readonly body: object;
    },
    { rows, nowMs }: Recording,
  ): void {
    this.counters.notifications++;
    rows.notification.push({ ...made, createdAtMs: nowMs, body: JSON.stringify(made.body) });
  }
}

const idOf = ({ transition, audience, mark }: Telling): string =>
  notificationIdOf(transition, mark === "" ? audienceName(audience) : `${audienceName(audience)} ${mark}`);

/** Names of channels have no slash. */
const audienceOf = (name: string): Audience => {
  const [channel = "", person = null] = name.split("/");
  return { channel, person };
};
