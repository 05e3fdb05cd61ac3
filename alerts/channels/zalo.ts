import { z } from "zod";
import type { Channel, Delivery, DeliveryOutcome } from "./channel.ts";
import { type HttpAnswer, type HttpOptions, HttpSender, jsonOf, outcomeOfStatus } from "./http-attempt.ts";
import { type Message, plainText, readMessage, recipientOf } from "./message.ts";
import { refusalOf } from "./refusal.ts";
import {
  allowPrivateAddress,
  type Language,
  language,
  receiverUrl,
  type Secrets,
  secretSourceSchema,
} from "./surroundings.ts";
import { ZaloTokenRefused, ZaloTokens } from "./zalo-tokens.ts";

/** Longest text of a message, in characters. */
const textUnitsMax = 2_000;

const recipientId = z.string().regex(/^[0-9A-Za-z]{1,64}$/, "is not an id as Zalo gives it");

/** Configuration of a Zalo OA channel. */
export const zaloSchema = z
  .strictObject({
    kind: z.literal("zalo"),
    appId: z
      .string()
      .regex(/^\d{1,32}$/, "is not the number of a Zalo app")
      .describe("Number of the app"),
    appSecret: secretSourceSchema.describe("Secret key of the app"),
    refreshToken: secretSourceSchema.describe(
      "First refresh token of the Official Account; newer ones are kept in the data folder",
    ),
    user: recipientId.optional().describe("User that is told; this or group"),
    group: recipientId.optional().describe("Group (GMF) that is told; this or user"),
    api: receiverUrl.default("https://openapi.zalo.me").describe("Zalo's OA API"),
    oauth: receiverUrl.default("https://oauth.zaloapp.com").describe("Where access tokens come from"),
    language,
    allowPrivateAddress,
  })
  .refine(({ user, group }) => (user === undefined) !== (group === undefined), {
    message: "needs either user or group",
    path: ["user"],
  });

/** A user who follows the account, or a group of it. */
export type ZaloRecipient = { readonly user_id: string } | { readonly group_id: string };

/** What a Zalo channel is made from. */
export interface ZaloOptions extends Omit<HttpOptions, "secrets"> {
  readonly name: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly refreshToken: string;
  readonly recipient: ZaloRecipient;
  readonly api: string;
  readonly oauth: string;
  readonly language: Language;
  readonly secrets: Secrets;
}

interface ZaloRequest {
  readonly recipient: ZaloRecipient;
  readonly message: { readonly text: string };
}

const answerSchema = z.object({ error: z.number(), message: z.string().default("") });

/** The access token is wrong or over. */
const tokenErrors = new Set([-216, -220, -124]);
/** Too many requests, or the quota of the account is used up: later. */
const laterErrors = new Set([-32, -211]);
/** Not this recipient, or not this account: a further attempt brings the same. */
const finalErrors = new Set([-201, -213, -217, -224, -227, -230]);

/** Tells a user or a group of a Zalo Official Account. Source: developers.zalo.me, Official Account API v3.0. */
export class ZaloChannel implements Channel {
  readonly name: string;
  readonly attemptsAtOnceMax = 2;
  readonly #options: ZaloOptions;
  readonly #http: HttpSender;
  readonly #tokens: ZaloTokens;

  /** Throws AddressBlocked when a URL names an address that must not be connected to. */
  constructor(options: ZaloOptions) {
    this.name = options.name;
    this.#options = options;
    const { api, oauth, appSecret, refreshToken } = options;
    const { secrets, ...http } = options;
    this.#http = new HttpSender([api, oauth], { ...http, secrets: [appSecret, refreshToken] });
    this.#tokens = new ZaloTokens({ ...options, http: this.#http, secrets });
  }

  async deliver({ body }: Delivery, nowMs: number): Promise<DeliveryOutcome> {
    let request: ZaloRequest;
    try {
      request = this.#requestOf(readMessage(body, this.#options.language));
    } catch (error) {
      return refusalOf(error);
    }
    try {
      const token = await this.#tokens.current(nowMs);
      const first = await this.#send(request, token, nowMs);
      if ("kind" in first || !isTokenRefused(first)) return this.#outcomeOf(first);
      const fresh = await this.#tokens.renewed(token, nowMs);
      return this.#outcomeOf(await this.#send(request, fresh, nowMs));
    } catch (error) {
      if (error instanceof ZaloTokenRefused) return error.outcome;
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  #requestOf(message: Message): ZaloRequest {
    const { recipient: own } = this.#options;
    const recipient = message.target === null ? own : { user_id: recipientOf(message, "", recipientId) };
    return { recipient, message: { text: plainText(message, textUnitsMax) } };
  }

  #send(request: ZaloRequest, token: string, nowMs: number): Promise<HttpAnswer | DeliveryOutcome> {
    const { api } = this.#options;
    const path = "user_id" in request.recipient ? "v3.0/oa/message/cs" : "v3.0/oa/group/message";
    return this.#http.ask(
      {
        url: `${api.replace(/\/+$/, "")}/${path}`,
        method: "POST",
        headers: { "content-type": "application/json", access_token: token },
        body: JSON.stringify(request),
        readsAnswer: true,
      },
      nowMs,
    );
  }

  #outcomeOf(answer: HttpAnswer | DeliveryOutcome): DeliveryOutcome {
    if ("kind" in answer) return answer;
    const said = answerSchema.safeParse(jsonOf(answer.text)).data;
    if (said === undefined) {
      const outcome = outcomeOfStatus(answer);
      const detail = `HTTP ${answer.status}: not an answer of Zalo`;
      return outcome.kind === "delivered" ? { kind: "unavailable", detail, retryAfterMs: null } : outcome;
    }
    if (said.error === 0) return { kind: "delivered", detail: "error 0" };
    const detail = this.#tokens.shown(`error ${said.error} ${said.message}`);
    const isLater = laterErrors.has(said.error) || answer.status === 429 || answer.status >= 500;
    if (isLater || isTokenRefused(answer)) {
      return { kind: "unavailable", detail, retryAfterMs: answer.retryAfterMs };
    }
    return { kind: finalErrors.has(said.error) ? "impossible" : "refused", detail };
  }
}

const isTokenRefused = ({ status, text }: HttpAnswer): boolean =>
  status === 401 || tokenErrors.has(answerSchema.safeParse(jsonOf(text)).data?.error ?? 0);
