import { createHash } from "node:crypto";
import { z } from "zod";
import type { DeliveryOutcome } from "./channel.ts";
import { type HttpSender, jsonOf, shownDetail } from "./http-attempt.ts";
import type { Secrets } from "./surroundings.ts";

/** Time before the end of an access token at which a new one is asked for. */
const renewBeforeMs = 300_000;

const keptSchema = z.object({
  /** Hash of the configured refresh token that these descend from: a newly configured one wins over what is kept. */
  seed: z.string(),
  refreshToken: z.string(),
  accessToken: z.string().nullable(),
  expiresAtMs: z.number(),
});

type Kept = z.infer<typeof keptSchema>;

const grantSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.coerce.number().positive(),
});

const refusalSchema = z.object({
  error: z.union([z.number(), z.string()]).optional(),
  error_name: z.string().optional(),
  error_description: z.string().optional(),
});

/** No access token could be had; `outcome` is that of the attempt that wanted one. */
export class ZaloTokenRefused extends Error {
  override readonly name = "ZaloTokenRefused";
  readonly outcome: DeliveryOutcome;

  constructor(outcome: DeliveryOutcome) {
    super(outcome.detail);
    this.outcome = outcome;
  }
}

/** What tokens are asked for with. */
export interface ZaloTokenParts {
  readonly name: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly refreshToken: string;
  readonly oauth: string;
  readonly http: HttpSender;
  readonly secrets: Secrets;
}

/**
 * The access token of an Official Account. A refresh token works once and brings the next one, so that one is on disk
 * before the access token is used, and never two are asked for at once. Source: developers.zalo.me, "Access token".
 */
export class ZaloTokens {
  readonly #parts: ZaloTokenParts;
  readonly #seed: string;
  #kept: Kept;
  #isOnDisk = true;
  #renewing: Promise<void> | null = null;

  constructor(parts: ZaloTokenParts) {
    this.#parts = parts;
    this.#seed = createHash("sha256").update(parts.refreshToken).digest("base64url");
    const kept = keptSchema.safeParse(jsonOf(parts.secrets.read(this.#slot) ?? "")).data;
    const fromConfiguration = { refreshToken: parts.refreshToken, accessToken: null, expiresAtMs: 0 };
    this.#kept = kept?.seed === this.#seed ? kept : { seed: this.#seed, ...fromConfiguration };
  }

  /** A text for people without any token. */
  shown(text: string): string {
    const { refreshToken, accessToken } = this.#kept;
    return shownDetail(text, [
      this.#parts.appSecret,
      this.#parts.refreshToken,
      refreshToken,
      ...(accessToken === null ? [] : [accessToken]),
    ]);
  }

  /** An access token that is good for a while. Throws ZaloTokenRefused. */
  async current(nowMs: number): Promise<string> {
    if (!this.#isOnDisk) await this.#keep();
    const { accessToken, expiresAtMs } = this.#kept;
    if (accessToken !== null && expiresAtMs - nowMs > renewBeforeMs) return accessToken;
    return this.renewed(accessToken, nowMs);
  }

  /** Another access token than the one that was refused. Throws ZaloTokenRefused. */
  async renewed(refused: string | null, nowMs: number): Promise<string> {
    const { accessToken } = this.#kept;
    // Somebody else has renewed it meanwhile.
    if (accessToken !== null && accessToken !== refused && this.#renewing === null) return accessToken;
    this.#renewing ??= this.#renew(nowMs).finally(() => {
      this.#renewing = null;
    });
    await this.#renewing;
    return this.#kept.accessToken ?? "";
  }

  get #slot(): string {
    return `zalo-${this.#parts.name}`;
  }

  async #renew(nowMs: number): Promise<void> {
    const { appId, appSecret, oauth, http } = this.#parts;
    const form = { refresh_token: this.#kept.refreshToken, app_id: appId, grant_type: "refresh_token" };
    const answer = await http.ask(
      {
        url: `${oauth.replace(/\/+$/, "")}/v4/oa/access_token`,
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", secret_key: appSecret },
        body: new URLSearchParams(form).toString(),
        readsAnswer: true,
      },
      nowMs,
    );
    if ("kind" in answer) throw new ZaloTokenRefused(answer);
    const said = jsonOf(answer.text);
    const grant = grantSchema.safeParse(said).data;
    if (grant === undefined) {
      const { error, error_name, error_description } = refusalSchema.safeParse(said).data ?? {};
      const words = [error, error_name, error_description].filter((each) => each !== undefined).join(" ");
      const detail = this.shown(`no access token: HTTP ${answer.status} ${words}`);
      // Mended by a person with a new refresh token: what waits goes out then.
      throw new ZaloTokenRefused({ kind: "unavailable", detail, retryAfterMs: answer.retryAfterMs });
    }
    this.#kept = {
      seed: this.#seed,
      refreshToken: grant.refresh_token,
      accessToken: grant.access_token,
      expiresAtMs: nowMs + grant.expires_in * 1_000,
    };
    this.#isOnDisk = false;
    await this.#keep();
  }

  /** Throws ZaloTokenRefused while the disk takes nothing: a token that is only in memory may be lost with it. */
  async #keep(): Promise<void> {
    try {
      await this.#parts.secrets.keep(this.#slot, JSON.stringify(this.#kept));
      this.#isOnDisk = true;
    } catch (error) {
      const detail = `the new refresh token can't be kept: ${error instanceof Error ? error.message : String(error)}`;
      throw new ZaloTokenRefused({ kind: "unavailable", detail: this.shown(detail), retryAfterMs: null });
    }
  }
}
