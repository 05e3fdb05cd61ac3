import { type Signal, signal } from "@preact/signals";
import type { SessionView } from "../../api/contract.ts";

/** Whom this browser last knew to be logged in; no secrets. */
export type LastViewer = Pick<SessionView, "username" | "role">;

const key = "last-viewer";
const roles: readonly SessionView["role"][] = ["admin", "noc-operator", "technician", "regulator", "kiosk"];

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** The last viewer from what was kept; null when nothing usable was. */
export const readLastViewer = (text: string | null): LastViewer | null => {
  if (text === null) return null;
  try {
    const kept: unknown = JSON.parse(text);
    const role = isRecord(kept) ? roles.find((each) => each === kept["role"]) : undefined;
    return isRecord(kept) && typeof kept["username"] === "string" && role !== undefined
      ? { username: kept["username"], role }
      : null;
  } catch {
    return null;
  }
};

/** Whom this browser last knew: lets the field view work where the platform can't be asked. */
export const lastViewer: Signal<LastViewer | null> = signal(
  readLastViewer(globalThis.localStorage?.getItem(key) ?? null),
);

/** Keeps who looks, for times without the platform; null forgets it. */
export const rememberViewer = (who: LastViewer | null): void => {
  lastViewer.value = who;
  if (who === null) localStorage.removeItem(key);
  else localStorage.setItem(key, JSON.stringify({ username: who.username, role: who.role }));
};

/** Who does what is done now; null when this browser never knew anybody. */
export const actorNow = (): string | null => lastViewer.peek()?.username ?? null;
