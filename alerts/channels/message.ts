import { z } from "zod";
import { severities } from "../../telemetry/severity.ts";
import { eventWords, localTime, severityWords } from "../notification/words.ts";
import type { Language } from "./surroundings.ts";

const bilingual = z.object({ vi: z.string(), en: z.string() });
const moment = z.object({ eventAt: z.iso.datetime() });

const alarmFacts = z.object({
  id: z.string(),
  site: z.string(),
  siteName: z.string().nullish(),
  node: z.string(),
  type: z.string(),
  qualifier: z.string().default(""),
  severity: z.enum(severities),
  isCleared: z.boolean(),
  text: bilingual,
  lastRaised: moment,
  lastCleared: moment.nullish(),
  lastChanged: moment,
  labels: z.record(z.string(), z.string()).default({}),
  statusChanges: z
    .array(z.object({ at: moment, event: z.string(), severity: z.enum(severities) }))
    .default([]),
});

const notificationBody = z.object({
  id: z.string(),
  event: z.string().default(""),
  kind: z.string().nullish(),
  title: bilingual.nullish(),
  text: bilingual.nullish(),
  link: z.string().nullish(),
  /** Address within the channel, in place of the one that the configuration names. */
  target: z.string().nullish(),
  sentAt: z.iso.datetime(),
  alarm: alarmFacts.nullish(),
});

/** What a channel needs to know of an alarm. */
export type AlarmFacts = z.infer<typeof alarmFacts>;

/** A notification as people read it, in one language. */
export interface Message {
  readonly id: string;
  /** What it is about: `raised`, `digest`, `test` …; the kind of the notification, else the event of the alarm. */
  readonly kind: string;
  /** One line. */
  readonly title: string;
  readonly text: string;
  /** Where to act on it: http or https; null when there is nowhere. */
  readonly link: string | null;
  /** Whom the rota wants told in place of the channel's own recipient; null for that one. */
  readonly target: string | null;
  readonly sentAt: string;
  /** Null when it is not about one alarm. */
  readonly alarm: AlarmFacts | null;
}

/** A notification's body that no message can be made of. */
export class MessageUnreadable extends Error {
  override readonly name = "MessageUnreadable";
}

/**
 * The recipient of a message: the one that the rota names, when it has the form of such an address, else the
 * channel's own. Throws MessageUnreadable when it has not.
 */
export const recipientOf = ({ target }: Message, own: string, form: z.ZodType<string>): string => {
  if (target === null) return own;
  const { data, error } = form.safeParse(target);
  if (data === undefined)
    throw new MessageUnreadable(`its target ${error?.issues[0]?.message ?? "is wrong"}`);
  return data;
};

/** One line: control characters and line ends become spaces. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();

/** Line ends as they are; every other control character is gone. */
const lines = (text: string): string =>
  text
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{Cc}\n\t]/gu, "")
    .trim();

const titleOf = (alarm: AlarmFacts, of: Language): string => {
  const word = (alarm.isCleared ? eventWords.cleared : severityWords[alarm.severity])[of];
  const site = alarm.siteName ? `${alarm.siteName} (${alarm.site})` : alarm.site;
  return `[${word}] ${site} · ${alarm.node}`;
};

const webLink = (link: string | null | undefined): string | null =>
  link && URL.canParse(link) && /^https?:$/.test(new URL(link).protocol) ? new URL(link).href : null;

const jsonOf = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/**
 * Makes a message of a notification's body: its own `title` and `text` when it has them, else what the alarm says.
 * Throws MessageUnreadable when the body is no notification.
 */
export const readMessage = (body: string, of: Language): Message => {
  const parsed = notificationBody.safeParse(jsonOf(body));
  if (!parsed.success) throw new MessageUnreadable("the body is no notification");
  const { id, event, kind, title, text, link, target, sentAt, alarm } = parsed.data;
  if (!alarm && !(title && text))
    throw new MessageUnreadable("it has neither an alarm nor a text of its own");
  const time = alarm ? `\n${localTime(Date.parse(alarm.lastChanged.eventAt))}` : "";
  return {
    id,
    kind: kind ?? event,
    title: oneLine(title?.[of] ?? (alarm ? titleOf(alarm, of) : "")),
    text: lines(text?.[of] ?? (alarm ? `${alarm.text[of]}${time}` : "")),
    link: webLink(link),
    target: target ?? null,
    sentAt,
    alarm: alarm ?? null,
  };
};

/** Cuts a text to so many UTF-16 units, never through a character, and says so with an ellipsis. */
export const cut = (text: string, unitsMax: number): string => {
  if (text.length <= unitsMax) return text;
  const kept = text.slice(0, Math.max(unitsMax - 1, 0)).replace(/[\uD800-\uDBFF]$/, "");
  return `${kept}…`;
};

/** Title, text and link as plain text within so many UTF-16 units; the link is kept whole and the text is cut. */
export const plainText = ({ title, text, link }: Message, unitsMax: number): string => {
  const tail = link === null ? "" : `\n${link}`;
  return `${cut(`${title}\n${text}`, unitsMax - tail.length)}${tail}`;
};
