import { pagePaths } from "../paths.ts";
import { fromInputTime } from "../time/instant.ts";
import type { PersonRole } from "./roles.ts";
import { type Scope, wholeScope } from "./scope.ts";

/** What a key is for: a program, or a screen on a wall. */
export type KeyKind = "program" | "wall";

/** What somebody typed to make a key. */
export interface KeyDraft {
  readonly kind: KeyKind;
  readonly name: string;
  readonly role: PersonRole;
  readonly scope: Scope;
  /** As `<input type="datetime-local">` gives it, by the clock of Vietnam; empty: it does not end. */
  readonly expires: string;
}

/** An empty draft; a program reads as a regulator does unless somebody says more. */
export const emptyKey = (kind: KeyKind): KeyDraft => ({
  ...{ kind, name: "", role: "regulator", scope: wholeScope, expires: "" },
});

/** Whether the key would be over before it is made. */
export const endsTooEarly = ({ expires }: KeyDraft, nowMs: number): boolean =>
  fromInputTime(expires) <= nowMs;

/** The request that makes the key. */
export const keyRequest = ({ kind, name, role, scope, expires }: KeyDraft) => {
  const expiresMs = fromInputTime(expires);
  const expiresAt = Number.isNaN(expiresMs) ? null : new Date(expiresMs).toISOString();
  const shared = { name, scope, expiresAt };
  return kind === "wall"
    ? { path: "/api/v1/kiosks", body: shared }
    : { path: "/api/v1/api-keys", body: { ...shared, role } };
};

/** What is shown of a new key, this once: a program gets the key, a wall the address that holds its token. */
export const secretText = (kind: KeyKind, secret: string, origin: string): string =>
  kind === "wall" ? `${origin}${pagePaths.wall}?token=${encodeURIComponent(secret)}` : secret;

/** Whether a key still opens anything. */
export const keyState = (
  { revokedAt, expiresAt }: { readonly revokedAt: string | null; readonly expiresAt: string | null },
  nowMs: number,
): "revoked" | "expired" | "valid" => {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && Date.parse(expiresAt) <= nowMs ? "expired" : "valid";
};
