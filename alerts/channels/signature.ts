import { createHmac, timingSafeEqual } from "node:crypto";

/** Name of the header that carries the signature. */
export const signatureHeader = "tramcanh-signature";

const digest = (secret: string, seconds: number, body: string): string =>
  createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");

/** The signature header: `t=<seconds>,v1=<HMAC-SHA256 of "<seconds>.<body>" in hex>`. */
export const signatureOf = (secret: string, body: string, nowMs: number): string => {
  const seconds = Math.floor(nowMs / 1_000);
  return `t=${seconds},v1=${digest(secret, seconds, body)}`;
};

/** What a receiver checks: the signature fits the body and is at most `toleranceSeconds` old. */
export const isSignatureValid = (
  header: string,
  signed: { readonly secret: string; readonly body: string },
  now: { readonly nowMs: number; readonly toleranceSeconds: number },
): boolean => {
  const [, seconds, given] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  if (seconds === undefined || given === undefined) return false;
  if (Math.abs(now.nowMs / 1_000 - Number(seconds)) > now.toleranceSeconds) return false;
  const expected = digest(signed.secret, Number(seconds), signed.body);
  return timingSafeEqual(Buffer.from(given, "hex"), Buffer.from(expected, "hex"));
};
