import { signal } from "@preact/signals";
import type { SessionView } from "../../api/contract.ts";
import { ask, onSessionEnd, RequestRefused, tell } from "../request/request.ts";
import { lastViewer, rememberViewer } from "./last-viewer.ts";

/** Who looks at the page: not asked yet, nobody, or somebody; "unreachable" when the platform does not answer. */
export type Viewer =
  | { readonly kind: "unknown" }
  | { readonly kind: "nobody" }
  | { readonly kind: "unreachable" }
  | ({ readonly kind: "somebody" } & Pick<SessionView, "username" | "role" | "scope">);

const otherTabs = new BroadcastChannel("tramcanh-session");

/** Who looks at the page now. */
export const viewer = signal<Viewer>({ kind: "unknown" });

/**
 * True when the session ended while somebody was at work: what is on the screen stays, the login lies over it, and
 * what they did meanwhile waits in the outbox.
 */
export const mustLogInAgain = signal(false);

/** True when the person works on without a session for now, where that is possible. */
export const isLoginPutOff = signal(false);

onSessionEnd.notify = () => {
  // Whoever was known here may be at work already, with what the device keeps.
  if (viewer.peek().kind === "somebody" || lastViewer.peek() !== null) mustLogInAgain.value = true;
  else viewer.value = { kind: "nobody" };
};

const enter = ({ username, role, scope }: SessionView): void => {
  rememberViewer({ username, role });
  viewer.value = { kind: "somebody", username, role, scope };
  mustLogInAgain.value = false;
  isLoginPutOff.value = false;
};

/** Asks the platform who this browser is. Never rejects. */
export const findViewer = async (): Promise<void> => {
  try {
    enter(await ask<SessionView>("/api/v1/session"));
  } catch (error) {
    const isRefused = error instanceof RequestRefused && error.problem.status === 401;
    // Who is at work keeps the screen, whichever way the end of the session was heard of.
    if (isRefused) onSessionEnd.notify();
    else viewer.value = { kind: "unreachable" };
  }
};

/** Rejects with `RequestRefused` when name and password don't fit. */
export const logIn = async (username: string, password: string): Promise<void> => {
  enter(await ask<SessionView>("/api/v1/session", { method: "POST", body: { username, password } }));
  otherTabs.postMessage(null);
};

/** Ends the session here and at the platform. Rejects with `RequestRefused` when the platform can't be told. */
export const logOut = async (): Promise<void> => {
  try {
    await tell("/api/v1/session", { method: "DELETE" });
  } catch (error) {
    const isOver = error instanceof RequestRefused && error.problem.status === 401;
    if (!isOver) throw error;
  }
  rememberViewer(null);
  viewer.value = { kind: "nobody" };
  mustLogInAgain.value = false;
  otherTabs.postMessage(null);
};

/** All tabs share one session: when somebody logs in or out in another, this one asks anew who looks. */
export const followOtherTabs = (): void => {
  otherTabs.onmessage = () => void findViewer();
};

/** Whether the viewer holds one of these roles. */
export const hasRole = (...roles: readonly SessionView["role"][]): boolean => {
  const who = viewer.value;
  return who.kind === "somebody" && roles.includes(who.role);
};
