import { z } from "zod";
import type { Channel, Delivery, DeliveryOutcome } from "./channel.ts";
import {
  boundedWaitMs,
  type HttpAnswer,
  type HttpOptions,
  HttpSender,
  jsonOf,
  outcomeOfStatus,
} from "./http-attempt.ts";
import { cut, type Message, readMessage, recipientOf } from "./message.ts";
import { refusalOf } from "./refusal.ts";
import {
  allowPrivateAddress,
  type Language,
  language,
  receiverUrl,
  secretSourceSchema,
} from "./surroundings.ts";

/** Longest text of a message after entities were parsed (Bot API, sendMessage). */
const textUnitsMax = 4_096;
const titleUnitsMax = 256;

const chat = z
  .string()
  .regex(/^(-?\d{1,20}|@[A-Za-z]\w{3,63})$/, "is neither a chat's number such as -1001234567890 nor a @name");

/** Configuration of a Telegram channel. */
export const telegramSchema = z.strictObject({
  kind: z.literal("telegram"),
  token: secretSourceSchema.describe("Token of the bot, from BotFather"),
  chat: chat.describe("Chat, group or channel that is told"),
  topic: z.int().min(1).optional().describe("Topic of a group that has topics"),
  api: receiverUrl.default("https://api.telegram.org").describe("Bot API server"),
  language,
  allowPrivateAddress,
});

/** What a Telegram channel is made from. */
export interface TelegramOptions extends Omit<HttpOptions, "secrets"> {
  readonly name: string;
  readonly token: string;
  readonly chat: string;
  readonly topic: number | null;
  readonly api: string;
  readonly language: Language;
}

const answerSchema = z.object({
  ok: z.boolean(),
  description: z.string().default(""),
  result: z.object({ message_id: z.number() }).nullish(),
  parameters: z
    .object({ retry_after: z.number().optional(), migrate_to_chat_id: z.number().optional() })
    .nullish(),
});

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** The message in Telegram's HTML within its length. */
const htmlOf = ({ title, text, link }: Message): string => {
  const head = cut(title, titleUnitsMax);
  const tail = link === null ? "" : `\n${link}`;
  const middle = cut(text, textUnitsMax - head.length - 1 - tail.length);
  return `<b>${escaped(head)}</b>\n${escaped(middle)}${escaped(tail)}`;
};

/** Tells a chat over the Bot API. Source: core.telegram.org/bots/api, "Making requests" and "sendMessage". */
export class TelegramChannel implements Channel {
  readonly name: string;
  /** Telegram takes about one message a second of a chat. */
  readonly attemptsAtOnceMax = 1;
  readonly #options: TelegramOptions;
  readonly #http: HttpSender;

  /** Throws AddressBlocked when the URL names an address that must not be connected to. */
  constructor(options: TelegramOptions) {
    this.name = options.name;
    this.#options = options;
    this.#http = new HttpSender([options.api], { ...options, secrets: [options.token] });
  }

  async deliver({ body }: Delivery, nowMs: number): Promise<DeliveryOutcome> {
    const { api, token, language: of } = this.#options;
    let request: object;
    try {
      request = this.#requestOf(readMessage(body, of));
    } catch (error) {
      return refusalOf(error);
    }
    const answer = await this.#http.ask(
      {
        url: `${api.replace(/\/+$/, "")}/bot${encodeURIComponent(token).replaceAll("%3A", ":")}/sendMessage`,
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(request),
        readsAnswer: true,
      },
      nowMs,
    );
    return "kind" in answer ? answer : this.#outcomeOf(answer);
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  #requestOf(message: Message): object {
    const { chat: own, topic } = this.#options;
    const chatId = recipientOf(message, own, chat);
    return {
      chat_id: chatId,
      ...(topic === null || chatId !== own ? {} : { message_thread_id: topic }),
      text: htmlOf(message),
      parse_mode: "HTML",
      link_preview_options: { is_disabled: true },
    };
  }

  #outcomeOf(answer: HttpAnswer): DeliveryOutcome {
    const { status } = answer;
    const said = answerSchema.safeParse(jsonOf(answer.text)).data;
    const detail = this.#http.shown(`HTTP ${status} ${said?.description ?? ""}`);
    if (said?.ok === true)
      return { kind: "delivered", detail: `message ${said.result?.message_id ?? ""}`.trim() };
    const waitMs =
      boundedWaitMs((said?.parameters?.retry_after ?? Number.NaN) * 1_000) ?? answer.retryAfterMs;
    // The token is the channel's, not the notification's: what waits goes out when somebody has mended it.
    if (status === 401 || status === 404) {
      return {
        kind: "unavailable",
        detail: `${detail}: the token of the bot is not valid`,
        retryAfterMs: waitMs,
      };
    }
    const moved = said?.parameters?.migrate_to_chat_id;
    if (moved !== undefined) {
      return { kind: "impossible", detail: `${detail}: the group has a new number, set chat to "${moved}"` };
    }
    if (said !== undefined && (status === 400 || status === 403)) return { kind: "impossible", detail };
    const outcome = outcomeOfStatus(answer);
    if (outcome.kind === "delivered")
      return { kind: "unavailable", detail: `${detail}: not an answer of the Bot API`, retryAfterMs: null };
    return outcome.kind === "unavailable" ? { ...outcome, detail, retryAfterMs: waitMs } : outcome;
  }
}
