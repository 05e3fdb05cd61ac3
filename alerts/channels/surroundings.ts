import { z } from "zod";
import type { Resolve } from "./address-guard.ts";

/** Where a secret comes from: an environment variable or a file. */
export const secretSourceSchema = z.union([
  z.strictObject({ env: z.string().min(1) }),
  z.strictObject({ file: z.string().min(1) }),
]);

/** Where a secret comes from, as parsed. */
export type SecretSource = z.infer<typeof secretSourceSchema>;

/** Secrets that a vendor changes while the platform runs, kept from one start to the next. */
export interface Secrets {
  /** What was kept last under this name; null when nothing was. */
  read(name: string): string | null;
  /** Keeps a value; resolves once it is on disk. */
  keep(name: string, value: string): Promise<void>;
}

/** What a channel is opened with beside its configuration. */
export interface Surroundings {
  /** The secret that a source points to. Throws when it is not there or empty. */
  readonly secret: (source: SecretSource) => string;
  /** The text of a file that the configuration names. Throws when it can't be read. */
  readonly file: (path: string) => string;
  readonly secrets: Secrets;
  /** Longest time for one attempt; the channel's own when left out. */
  readonly timeoutMs?: number;
  /** How names are resolved; the system's resolver when left out. */
  readonly resolve?: Resolve;
}

/** A URL of a receiver: http or https, without credentials. */
export const receiverUrl = z
  .url({
    protocol: /^https?$/,
    error: "is not an http or https URL",
  })
  .refine((url) => !URL.canParse(url) || (new URL(url).username === "" && new URL(url).password === ""), {
    message: "must not carry credentials: take user and password out of the URL",
  });

/** Opens private, loopback and unique local addresses; link-local (cloud metadata) and multicast stay shut. */
export const allowPrivateAddress = z
  .boolean()
  .default(false)
  .describe("Opens private and loopback addresses; cloud metadata and multicast stay shut");

/** Language of a channel's texts. */
export const language = z.enum(["vi", "en"]).default("vi").describe("Language of the texts");

/** Language of a channel's texts, as parsed. */
export type Language = z.infer<typeof language>;
