import { z } from "zod";
import type { Scope } from "../../inventory/visibility.ts";
import type { DocumentRow } from "../../telemetry/journal.ts";
import { ApiError, notFound } from "../errors.ts";
import { type Role, roles } from "./role.ts";
import { isWholeScope, scopeSchema } from "./scope.ts";

/** Somebody who may log in. */
export interface User {
  /** Lower case. */
  readonly username: string;
  /** See `telemetry/secret-hash.ts`. Not for answers of the API. */
  readonly passwordHash: string;
  readonly role: Role;
  readonly scope: Scope;
  readonly disabled: boolean;
  readonly createdAtMs: number;
  readonly changedAtMs: number;
}

/** `DocumentRow.kind` of users. */
const userDocumentKind = "user";

const bodySchema = z.object({
  passwordHash: z.string(),
  role: z.enum(roles),
  scope: scopeSchema,
  disabled: z.boolean(),
  createdAtMs: z.int(),
  changedAtMs: z.int(),
});

const documentOf = ({ username, ...body }: User): DocumentRow => ({
  kind: userDocumentKind,
  id: username,
  changedAtMs: body.changedAtMs,
  body: JSON.stringify(body),
});

const isFullAdmin = (user: User): boolean =>
  user.role === "admin" && !user.disabled && isWholeScope(user.scope);

/**
 * The users, in memory. A change answers the row that makes it durable: call it inside `Act`. A refused change
 * throws ApiError and changes nothing.
 */
export class UserRegistry {
  readonly #users = new Map<string, User>();
  readonly #usersMax: number;

  constructor(usersMax: number) {
    this.#usersMax = usersMax;
  }

  /** Takes the users out of the documents recovered at start, in their order; others are left alone. */
  restore(documents: readonly DocumentRow[]): void {
    for (const { kind, id, body } of documents) {
      if (kind !== userDocumentKind) continue;
      if (body === null) this.#users.delete(id);
      else this.#users.set(id, { username: id, ...bodySchema.parse(JSON.parse(body)) });
    }
  }

  find(username: string): User | null {
    return this.#users.get(username) ?? null;
  }

  /** All users by name. */
  list(): readonly User[] {
    return [...this.#users.values()].sort((a, b) => (a.username < b.username ? -1 : 1));
  }

  get hasAdministrator(): boolean {
    return this.list().some(isFullAdmin);
  }

  add(user: User): DocumentRow {
    if (this.#users.has(user.username)) {
      throw new ApiError("conflict", { detail: `The user ${user.username} exists already` });
    }
    if (this.#users.size >= this.#usersMax) {
      throw new ApiError("limit-reached", { detail: `There are ${this.#usersMax} users already (usersMax)` });
    }
    this.#users.set(user.username, user);
    return documentOf(user);
  }

  /** Changes some facts of a user; the last administrator who sees everything can't be taken away. */
  change(username: string, facts: Partial<Omit<User, "username">>): DocumentRow {
    const changed = { ...this.#existing(username), ...facts };
    this.#keepAdministrator(username, isFullAdmin(changed));
    this.#users.set(username, changed);
    return documentOf(changed);
  }

  remove(username: string, nowMs: number): DocumentRow {
    this.#existing(username);
    this.#keepAdministrator(username, false);
    this.#users.delete(username);
    return { kind: userDocumentKind, id: username, changedAtMs: nowMs, body: null };
  }

  #existing(username: string): User {
    const user = this.#users.get(username);
    if (!user) throw notFound(`User ${username}`);
    return user;
  }

  #keepAdministrator(username: string, stays: boolean): void {
    if (stays || this.list().some((user) => user.username !== username && isFullAdmin(user))) return;
    const user = this.#users.get(username);
    if (user && isFullAdmin(user)) {
      throw new ApiError("conflict", { detail: `${username} is the last administrator who sees everything` });
    }
  }
}
