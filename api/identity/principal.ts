import type { Scope } from "../../inventory/visibility.ts";
import type { Role } from "./role.ts";

/** Who is asking, found out from a session cookie or an API key. */
export interface Principal {
  readonly kind: "session" | "api-key";
  /** Stable key for limits: the username, or the API key's id. */
  readonly id: string;
  /** Name in the audit log and in alarms: the username, or `key:{id}`. */
  readonly actor: string;
  readonly role: Role;
  readonly scope: Scope;
  /** Id of the session or the key, to see later whether it still holds. */
  readonly credential: string;
}
