import { z } from "zod";
import { checkLiteral, type Resolve } from "./address-guard.ts";
import type { Channel, Delivery, DeliveryOutcome } from "./channel.ts";
import { mailText } from "./email-text.ts";
import { shownDetail } from "./http-attempt.ts";
import { type Mailing, MailRefused, MailSender, type MailTls } from "./mail-sender.ts";
import { type Message, oneLine, readMessage, recipientOf } from "./message.ts";
import { refusalOf } from "./refusal.ts";
import { allowPrivateAddress, type Language, language, secretSourceSchema } from "./surroundings.ts";

/** Longest time for one attempt, from connecting to the server's word on the message. */
const attemptMs = 20_000;

const recipientsMax = 50;

const address = z.email("is not an e-mail address such as noc@example.com").max(254);
const line = (charactersMax: number) =>
  z
    .string()
    .max(charactersMax)
    .regex(/^\P{Cc}*$/u, "must be one line");

/** Configuration of an e-mail channel. */
export const emailSchema = z
  .strictObject({
    kind: z.literal("email"),
    host: z
      .string()
      .regex(/^[A-Za-z0-9.:_-]{1,253}$/, "is neither a host's name nor an address")
      .describe("SMTP server"),
    port: z.int().min(1).max(65_535).default(587).describe("Its port"),
    tls: z
      .enum(["starttls", "implicit", "none"])
      .default("starttls")
      .describe(
        "starttls demands it, implicit speaks TLS from the start (port 465), none sends in the clear",
      ),
    certificateAuthority: z
      .string()
      .min(1)
      .optional()
      .describe(
        "PEM file of the authority that signed the server's certificate, when it is not a public one",
      ),
    user: line(254).min(1).optional().describe("User name at the server"),
    password: secretSourceSchema.optional().describe("Password of that user"),
    from: address.describe("Sender's address"),
    fromName: line(100).default("Trạm Canh").describe("Sender's name"),
    to: z.array(address).min(1).max(recipientsMax).describe("Recipients"),
    subjectPrefix: line(50).default("[Trạm Canh]").describe("What each subject begins with"),
    language,
    allowPrivateAddress,
  })
  .refine(({ user, password }) => (user === undefined) === (password === undefined), {
    message: "needs both user and password, or neither",
    path: ["user"],
  })
  .refine(({ password, tls }) => password === undefined || tls !== "none", {
    message: "sends a password in the clear: use starttls or implicit",
    path: ["tls"],
  });

/** What an e-mail channel is made from. */
export interface EmailOptions {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly tls: MailTls;
  /** PEM text; null for the public authorities. */
  readonly certificateAuthority: string | null;
  readonly login: { readonly user: string; readonly password: string } | null;
  readonly from: string;
  readonly fromName: string;
  readonly to: readonly string[];
  readonly subjectPrefix: string;
  readonly language: Language;
  readonly allowPrivateAddress: boolean;
  readonly timeoutMs?: number;
  readonly resolve?: Resolve;
}

const idCharacters = (text: string): string => text.replace(/[^A-Za-z0-9._-]/g, "_").slice(0, 128);

/** Tells people by e-mail, each notification with a Message-ID of its own that is the same at each attempt. */
export class EmailChannel implements Channel {
  readonly name: string;
  readonly attemptsAtOnceMax = 2;
  readonly #options: EmailOptions;
  readonly #sender: MailSender;

  /** Throws AddressBlocked when the host is an address that must not be connected to. */
  constructor(options: EmailOptions) {
    checkLiteral(options.host, options.allowPrivateAddress);
    this.name = options.name;
    this.#options = options;
    this.#sender = new MailSender({ timeoutMs: attemptMs, ...options });
  }

  async deliver({ id, body }: Delivery, _nowMs: number): Promise<DeliveryOutcome> {
    const { language: of, login } = this.#options;
    let mailing: Mailing;
    try {
      mailing = this.#mailingOf(id, readMessage(body, of));
    } catch (error) {
      return refusalOf(error);
    }
    const secrets = login === null ? [] : [login.password, Buffer.from(login.password).toString("base64")];
    try {
      return { kind: "delivered", detail: shownDetail(await this.#sender.send(mailing), secrets) };
    } catch (error) {
      const detail = shownDetail(error instanceof Error ? error.message : String(error), secrets);
      return error instanceof MailRefused && error.isFinal
        ? { kind: "impossible", detail }
        : { kind: "unavailable", detail, retryAfterMs: null };
    }
  }

  async close(): Promise<void> {
    this.#sender.close();
  }

  #mailingOf(id: string, message: Message): Mailing {
    const { from, fromName, to, subjectPrefix, language: of } = this.#options;
    const { subject, text, html } = mailText(message, subjectPrefix, of);
    const domain = from.slice(from.lastIndexOf("@") + 1);
    const { alarm } = message;
    return {
      from: { name: fromName, address: from },
      to: message.target === null ? to : [recipientOf(message, "", address)],
      subject: oneLine(subject),
      text,
      html,
      messageId: `<${idCharacters(id)}@${domain}>`,
      // Mail programs show the notifications of one alarm as one conversation.
      references: alarm === null ? null : `<alarm-${idCharacters(alarm.id)}@${domain}>`,
      isUrgent: alarm?.severity === "critical" && !alarm.isCleared,
    };
  }
}
