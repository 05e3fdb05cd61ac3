import { z } from "zod";
import { alertmanagerWebhook } from "./alertmanager-alert.ts";
import type { Channel, Delivery, DeliveryOutcome } from "./channel.ts";
import { type HttpOptions, HttpSender, outcomeOfStatus } from "./http-attempt.ts";
import { refusalOf } from "./refusal.ts";
import { signatureHeader, signatureOf } from "./signature.ts";
import {
  allowPrivateAddress,
  type Language,
  language,
  receiverUrl,
  secretSourceSchema,
} from "./surroundings.ts";

/** Shapes of a webhook's body. */
const format = z
  .enum(["tramcanh", "alertmanager"])
  .default("tramcanh")
  .describe("Shape of the body: our own, or that of Alertmanager's webhooks, version 4");

/** Configuration of a webhook channel. */
export const webhookSchema = z.strictObject({
  kind: z.literal("webhook"),
  url: receiverUrl,
  secret: secretSourceSchema,
  format,
  language,
  allowPrivateAddress,
});

/** What a webhook channel is made from; the secret is resolved by the caller. */
export interface WebhookOptions extends Omit<HttpOptions, "secrets"> {
  readonly name: string;
  readonly url: string;
  readonly secret: string;
  /** `tramcanh` when left out. */
  readonly format?: z.infer<typeof format>;
  /** Of the annotations in Alertmanager's shape; Vietnamese when left out. */
  readonly language?: Language;
}

/** POSTs notifications as JSON, signed, over connections kept alive. */
export class WebhookChannel implements Channel {
  readonly name: string;
  readonly #options: WebhookOptions;
  readonly #http: HttpSender;

  /** Throws AddressBlocked when the URL names an address that must not be connected to. */
  constructor(options: WebhookOptions) {
    this.name = options.name;
    this.#options = options;
    this.#http = new HttpSender([options.url], { ...options, secrets: [options.secret] });
  }

  async deliver(delivery: Delivery, nowMs: number): Promise<DeliveryOutcome> {
    const { url, secret } = this.#options;
    const body = this.#bodyOf(delivery);
    if (typeof body !== "string") return body;
    const headers = {
      "content-type": "application/json",
      "idempotency-key": delivery.id,
      [signatureHeader]: signatureOf(secret, body, nowMs),
    };
    const answer = await this.#http.ask({ url, method: "POST", headers, body, readsAnswer: false }, nowMs);
    return "kind" in answer ? answer : outcomeOfStatus(answer);
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  #bodyOf({ body }: Delivery): string | DeliveryOutcome {
    const { name, format: shape, language: of = "vi" } = this.#options;
    if (shape !== "alertmanager") return body;
    try {
      return JSON.stringify(alertmanagerWebhook(body, { receiver: name, language: of }));
    } catch (error) {
      return refusalOf(error);
    }
  }
}
