import { z } from "zod";
import type { Channel, Delivery, DeliveryOutcome } from "./channel.ts";
import { type HttpAnswer, type HttpOptions, HttpSender, jsonOf, outcomeOfStatus } from "./http-attempt.ts";
import { plainText, readMessage, recipientOf } from "./message.ts";
import { refusalOf } from "./refusal.ts";
import {
  escapeFor,
  filled,
  forHeader,
  forUrl,
  placeholders,
  type TemplateValues,
  unknownPlaceholders,
} from "./sms-template.ts";
import { smsText } from "./sms-text.ts";
import {
  allowPrivateAddress,
  type Language,
  language,
  receiverUrl,
  secretSourceSchema,
} from "./surroundings.ts";

/** Longest text before it is cut into parts, in UTF-16 units. */
const textUnitsMax = 2_000;

const template = z.string().superRefine((text, context) => {
  for (const name of unknownPlaceholders(text)) {
    const known = placeholders.map((each) => `{${each}}`).join(", ");
    context.addIssue({ code: "custom", message: `there is no {${name}}: use ${known}`, input: text });
  }
});

const phone = z.string().regex(/^\+?\d{3,15}$/, "is not a phone number such as +84901234567");
const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/, "is not the name of a header");
const code = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const answerRule = z
  .strictObject({
    field: z.string().min(1).describe("Field of the JSON answer, with dots into objects"),
    delivered: z.array(code).min(1).describe("Values that mean taken"),
    later: z.array(code).default([]).describe("Values that mean later; every other one means refused"),
  })
  .describe("What the gateway's answer means when its status alone does not say it");

/** Configuration of an SMS channel. */
export const smsSchema = z.strictObject({
  kind: z.literal("sms"),
  url: template.pipe(receiverUrl).describe("URL of the gateway; may hold {to}, {text}, {secret} …"),
  method: z.enum(["GET", "POST", "PUT"]).default("POST").describe("Method of the request"),
  headers: z.record(headerName, template).default({}).describe("Headers of the request"),
  body: template.optional().describe("Body of the request; values are escaped as its content type wants"),
  contentType: z.string().min(1).max(200).default("application/json").describe("Content type of the body"),
  to: phone.describe("Number that is told"),
  secret: secretSourceSchema.optional().describe("What {secret} stands for"),
  alphabet: z
    .enum(["gsm7", "ucs2"])
    .default("gsm7")
    .describe("gsm7 sends Vietnamese without diacritics, 160 characters a part; ucs2 with them, 70"),
  partsMax: z.int().min(1).max(10).default(3).describe("Parts of a message; the rest is cut"),
  answer: answerRule.optional(),
  language,
  allowPrivateAddress,
});

type SmsConfiguration = z.infer<typeof smsSchema>;

/** What an SMS channel is made from. */
export interface SmsOptions
  extends Omit<HttpOptions, "secrets">,
    Pick<SmsConfiguration, "url" | "method" | "headers" | "contentType" | "to" | "alphabet" | "partsMax"> {
  readonly name: string;
  readonly body: string | null;
  readonly secret: string | null;
  readonly answer: SmsConfiguration["answer"] | null;
  readonly language: Language;
}

const fieldOf = (value: unknown, path: string): unknown => {
  let found = value;
  for (const name of path.split(".")) {
    found = z.record(z.string(), z.unknown()).safeParse(found).data?.[name];
  }
  return found;
};

/** Tells one number through an HTTP gateway whose requests the configuration describes. */
export class SmsChannel implements Channel {
  readonly name: string;
  readonly attemptsAtOnceMax = 2;
  readonly #options: SmsOptions;
  readonly #http: HttpSender;

  /** Throws AddressBlocked when the URL names an address that must not be connected to. */
  constructor(options: SmsOptions) {
    this.name = options.name;
    this.#options = options;
    const secrets = options.secret === null ? [] : [options.secret];
    const sample = filled(
      options.url,
      { to: "", text: "", id: "", secret: "", parts: "", alphabet: "" },
      forUrl,
    );
    this.#http = new HttpSender([sample], { ...options, secrets });
  }

  async deliver({ id, body: notification }: Delivery, nowMs: number): Promise<DeliveryOutcome> {
    const { url, method, headers, contentType, body, to, secret, alphabet, partsMax } = this.#options;
    let values: TemplateValues;
    try {
      const message = readMessage(notification, this.#options.language);
      const sms = smsText(plainText(message, textUnitsMax), alphabet, partsMax);
      const { text, parts } = sms;
      values = {
        to: recipientOf(message, to, phone),
        text,
        id,
        secret: secret ?? "",
        parts: String(parts),
        alphabet: sms.alphabet,
      };
    } catch (error) {
      return refusalOf(error);
    }
    const given = Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      filled(value, values, forHeader),
    ]);
    const hasBody = body !== null && method !== "GET";
    const answer = await this.#http.ask(
      {
        url: filled(url, values, forUrl),
        method,
        headers: { ...(hasBody ? { "content-type": contentType } : {}), ...Object.fromEntries(given) },
        ...(hasBody ? { body: filled(body, values, escapeFor(contentType)) } : {}),
        readsAnswer: true,
      },
      nowMs,
    );
    return "kind" in answer ? answer : this.#outcomeOf(answer);
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  #outcomeOf(answer: HttpAnswer): DeliveryOutcome {
    const outcome = outcomeOfStatus(answer);
    const said = this.#http.shown(`HTTP ${answer.status} ${answer.text}`);
    // A wrong key is the channel's fault, not the notification's: it waits until somebody mends it.
    if (answer.status === 401 || answer.status === 403) {
      return { kind: "unavailable", detail: said, retryAfterMs: answer.retryAfterMs };
    }
    const { answer: rule } = this.#options;
    if (outcome.kind !== "delivered" || !rule) {
      return outcome.kind === "delivered"
        ? outcome
        : { ...outcome, detail: this.#http.shown(`${outcome.detail} ${answer.text}`) };
    }
    const value = String(fieldOf(jsonOf(answer.text), rule.field));
    const detail = this.#http.shown(`${rule.field} ${value}`);
    if (rule.delivered.includes(value)) return { kind: "delivered", detail };
    if (rule.later.includes(value))
      return { kind: "unavailable", detail: said, retryAfterMs: answer.retryAfterMs };
    return { kind: "refused", detail: said };
  }
}
