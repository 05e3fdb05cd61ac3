import { randomBytes } from "node:crypto";
import { Turnstile, TurnstileFull } from "../../inventory/turnstile.ts";
import { wholeScope } from "../../inventory/visibility.ts";
import type { Act, AuditRow, DocumentRow } from "../../telemetry/journal.ts";
import { decoyHash, hashSecret, passwordCost, verifySecret } from "../../telemetry/secret-hash.ts";
import { AuditChain } from "../audit/audit-chain.ts";
import { ApiError } from "../errors.ts";
import type { ApiLimits } from "../limits.ts";
import { ApiKeyRegistry } from "./api-key-registry.ts";
import { FailureLimiter } from "./failure-limiter.ts";
import type { Principal } from "./principal.ts";
import { SessionRegistry } from "./session-registry.ts";
import { type User, UserRegistry } from "./user-registry.ts";

/** What identity remembers over a restart. */
export interface IdentityMemory {
  readonly documents: readonly DocumentRow[];
  readonly lastAudit: Pick<AuditRow, "sequence" | "hash"> | null;
}

/** What a request shows of itself. */
export interface Credentials {
  /** Value of the `authorization` header. */
  readonly authorization: string | undefined;
  /** Value of the session cookie. */
  readonly cookie: string | undefined;
}

/** A login attempt. */
export interface LoginAttempt {
  /** Lower case. */
  readonly username: string;
  readonly password: string;
  /** Where the attempt comes from. */
  readonly address: string;
}

const addressFailuresFactor = 10;
const generatedPasswordBytes = 18;

/** Who may come in: users, sessions, API keys, failed logins and the audit log. */
export class Identity {
  readonly users: UserRegistry;
  readonly sessions: SessionRegistry;
  readonly apiKeys: ApiKeyRegistry;
  readonly audit: AuditChain;
  readonly #byUsername: FailureLimiter;
  readonly #byAddress: FailureLimiter;
  readonly #turnstile: Turnstile;
  readonly #decoy = decoyHash(passwordCost);
  #failedLogins = 0;

  constructor(memory: IdentityMemory, limits: ApiLimits, nowMs: number) {
    this.users = new UserRegistry(limits.usersMax);
    this.sessions = new SessionRegistry(limits);
    this.apiKeys = new ApiKeyRegistry(limits.apiKeysMax);
    this.audit = new AuditChain(memory.lastAudit);
    this.users.restore(memory.documents);
    this.sessions.restore(memory.documents, nowMs);
    this.apiKeys.restore(memory.documents);
    const { loginFailuresFree: failuresFree, loginBackoffMaxMs: backoffMaxMs, loginEntriesMax } = limits;
    const bounds = { failuresFree, backoffMaxMs, entriesMax: loginEntriesMax };
    this.#byUsername = new FailureLimiter(bounds);
    // Behind one address a whole operations centre may sit.
    this.#byAddress = new FailureLimiter({ ...bounds, failuresFree: failuresFree * addressFailuresFactor });
    this.#turnstile = new Turnstile({
      underWayMax: limits.passwordChecksMax,
      waitingMax: limits.passwordChecksWaitingMax,
    });
  }

  /** Logins refused since the start. */
  get failedLogins(): number {
    return this.#failedLogins;
  }

  /** Who the credentials are; null when they are nobody. A header counts alone, whatever the cookie says. */
  authenticate({ authorization, cookie }: Credentials, nowMs: number): Principal | null {
    if (authorization !== undefined) {
      const [scheme, text, ...rest] = authorization.split(" ");
      if (scheme?.toLowerCase() !== "bearer" || text === undefined || rest.length > 0) return null;
      return this.#keyPrincipal(this.apiKeys.verify(text, nowMs)?.id, nowMs);
    }
    if (cookie === undefined) return null;
    const kiosk = this.kiosk(cookie, nowMs);
    if (kiosk) return kiosk;
    return this.#sessionPrincipal(this.sessions.use(cookie, nowMs)?.id, nowMs);
  }

  /** The wall whose token this is, while it holds; null for anything else, other keys included. */
  kiosk(token: string, nowMs: number): Principal | null {
    const key = this.apiKeys.verify(token, nowMs);
    return key?.role === "kiosk" ? this.#keyPrincipal(key.id, nowMs) : null;
  }

  /** A secret that nobody has was tried. */
  refuse(): void {
    this.#failedLogins += 1;
  }

  /** The same identity as it is now: null once it was revoked, disabled or has run out. Counts as a use. */
  refresh(principal: Principal, nowMs: number): Principal | null {
    return principal.kind === "api-key"
      ? this.#keyPrincipal(principal.credential, nowMs)
      : this.#sessionPrincipal(principal.credential, nowMs);
  }

  /** What somebody (`Principal.id`) may do and see now; null once revoked, disabled or run out. No use counts. */
  holder(id: string, nowMs: number): Pick<Principal, "role" | "scope"> | null {
    if (id.startsWith("key:")) return this.apiKeys.holding(id.slice("key:".length), nowMs);
    const user = this.users.find(id);
    return user?.disabled === false ? user : null;
  }

  /**
   * The user whose password this is. Rejects with `login-refused` (the same, after the same work, for unknown and
   * disabled users) or `login-delayed`.
   */
  async login(attempt: LoginAttempt, nowMs: number): Promise<User> {
    this.#refuseWhileDelayed(attempt, nowMs);
    const user = this.users.find(attempt.username);
    const matches = await this.#check(attempt.password, user?.passwordHash ?? this.#decoy);
    const current = this.users.find(attempt.username);
    if (!matches || !current || current !== user || current.disabled) {
      this.#byUsername.failed(attempt.username, nowMs);
      this.#byAddress.failed(attempt.address, nowMs);
      this.#failedLogins += 1;
      throw new ApiError("login-refused", { detail: "Username or password is wrong" });
    }
    this.#byUsername.succeeded(attempt.username);
    return current;
  }

  /** The hash under which a password is kept. */
  hash(password: string): Promise<string> {
    return this.#passing(() => hashSecret(password, passwordCost));
  }

  #check(password: string, hash: string): Promise<boolean> {
    return this.#passing(() => verifySecret(password, hash));
  }

  async #passing<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    try {
      return await this.#turnstile.pass(work);
    } catch (error) {
      if (!(error instanceof TurnstileFull)) throw error;
      const detail = "Too many passwords are being checked (passwordChecksMax)";
      throw new ApiError("login-delayed", { detail, retryAfterSeconds: 2, cause: error });
    }
  }

  #refuseWhileDelayed({ username, address }: LoginAttempt, nowMs: number): void {
    const waitMs = Math.max(this.#byUsername.waitMs(username, nowMs), this.#byAddress.waitMs(address, nowMs));
    if (waitMs === 0) return;
    const retryAfterSeconds = Math.ceil(waitMs / 1_000);
    throw new ApiError("login-delayed", { detail: `Try again in ${retryAfterSeconds} s`, retryAfterSeconds });
  }

  #keyPrincipal(id: string | undefined, nowMs: number): Principal | null {
    const key = id === undefined ? null : this.apiKeys.holding(id, nowMs);
    if (!key) return null;
    const actor = `key:${key.id}`;
    return { kind: "api-key", id: actor, actor, role: key.role, scope: key.scope, credential: key.id };
  }

  #sessionPrincipal(id: string | undefined, nowMs: number): Principal | null {
    const session = id === undefined ? null : this.sessions.touch(id, nowMs);
    const user = session ? this.users.find(session.username) : null;
    if (!session || !user || user.disabled) return null;
    const { username, role, scope } = user;
    return { kind: "session", id: username, actor: username, role, scope, credential: session.id };
  }
}

/** Builds identity from what the journal gave back at start. */
export const restoreIdentity = (memory: IdentityMemory, limits: ApiLimits, nowMs: number): Identity =>
  new Identity(memory, limits, nowMs);

/**
 * Makes the user `admin` when nobody administrates the platform yet. Without a password one is made up and answered,
 * to be shown once; null when there was nothing to do or the password was given.
 */
export const ensureFirstAdministrator = async (
  identity: Identity,
  act: Act,
  { password }: { readonly password?: string } = {},
): Promise<{ readonly generatedPassword: string | null }> => {
  if (identity.users.hasAdministrator) return { generatedPassword: null };
  const generated = randomBytes(generatedPasswordBytes).toString("base64url");
  const passwordHash = await identity.hash(password ?? generated);
  await act((rows, nowMs) => {
    const facts = { passwordHash, role: "admin", scope: wholeScope, disabled: false } as const;
    const existing = identity.users.find("admin");
    const row = existing
      ? identity.users.change("admin", { ...facts, changedAtMs: nowMs })
      : identity.users.add({ username: "admin", ...facts, createdAtMs: nowMs, changedAtMs: nowMs });
    rows.document.push(row);
    const entry = { actor: "platform", action: "user.create", target: "admin", detail: { role: "admin" } };
    identity.audit.append(rows, entry, nowMs);
  });
  return { generatedPassword: password === undefined ? generated : null };
};
