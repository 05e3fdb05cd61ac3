import { z } from "zod";
import { alertmanagerAlerts, type PostableAlert } from "./alertmanager-alert.ts";
import type { Channel, Delivery, DeliveryOutcome } from "./channel.ts";
import { type HttpOptions, HttpSender, outcomeOfStatus } from "./http-attempt.ts";
import { refusalOf } from "./refusal.ts";
import {
  allowPrivateAddress,
  type Language,
  language,
  receiverUrl,
  secretSourceSchema,
} from "./surroundings.ts";

/** Configuration of an Alertmanager channel. */
export const alertmanagerSchema = z.strictObject({
  kind: z.literal("alertmanager"),
  url: receiverUrl.describe("Where Alertmanager is, without /api/v2/alerts"),
  token: secretSourceSchema.optional().describe("Bearer token, when a proxy before Alertmanager wants one"),
  activeHours: z
    .number()
    .min(0.1)
    .max(720)
    .default(168)
    .describe("How long Alertmanager believes an alarm that it is not told of again"),
  language,
  allowPrivateAddress,
});

/** What an Alertmanager channel is made from. */
export interface AlertmanagerOptions extends Omit<HttpOptions, "secrets"> {
  readonly name: string;
  readonly url: string;
  readonly token: string | null;
  readonly activeMs: number;
  readonly language: Language;
}

/**
 * Tells Alertmanager over its API v2: an alert fires until the alarm is cleared, or until it was not told of again
 * for `activeMs`.
 */
export class AlertmanagerChannel implements Channel {
  readonly name: string;
  readonly #options: AlertmanagerOptions;
  readonly #http: HttpSender;
  readonly #url: string;

  /** Throws AddressBlocked when the URL names an address that must not be connected to. */
  constructor(options: AlertmanagerOptions) {
    const { name, url, token } = options;
    this.name = name;
    this.#options = options;
    this.#url = `${url.replace(/\/+$/, "")}/api/v2/alerts`;
    this.#http = new HttpSender([url], { ...options, secrets: token === null ? [] : [token] });
  }

  async deliver({ body }: Delivery, nowMs: number): Promise<DeliveryOutcome> {
    const { token, language: of, activeMs } = this.#options;
    let alerts: readonly PostableAlert[];
    try {
      alerts = alertmanagerAlerts(body, of, { nowMs, activeMs });
    } catch (error) {
      return refusalOf(error);
    }
    const headers = {
      "content-type": "application/json",
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    };
    const attempt = {
      url: this.#url,
      method: "POST",
      headers,
      body: JSON.stringify(alerts),
      readsAnswer: true,
    } as const;
    const answer = await this.#http.ask(attempt, nowMs);
    if ("kind" in answer) return answer;
    const outcome = outcomeOfStatus(answer);
    if (outcome.kind === "delivered") return outcome;
    const detail = this.#http.shown(`${outcome.detail} ${answer.text}`);
    // The token is the channel's, not the notification's: it waits until somebody mends it.
    if (answer.status === 401 || answer.status === 403)
      return { kind: "unavailable", detail, retryAfterMs: answer.retryAfterMs };
    return { ...outcome, detail };
  }

  close(): Promise<void> {
    return this.#http.close();
  }
}
