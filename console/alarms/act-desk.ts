import { computed, signal } from "@preact/signals";
import type { BriefAlarmView } from "../../api/contract.ts";
import { moment } from "../lookback/moment.ts";
import { acts, forget, onActDone, perform } from "../outbox/sender.ts";
import { hasRole } from "../session/session.ts";
import { idsOfAct, refusedOf } from "./act-answer.ts";
import { type ActKind, type AlarmAct, wishesOf } from "./alarm-acts.ts";

/** How long an act can be taken back with one key, ms. */
const undoMs = 10_000;

/** Roles that may do everything to alarms. */
const mayAll = (): boolean => hasRole("admin", "noc-operator");

/** Whether the viewer may do this to alarms; the platform decides in any case. Nothing is done to the past. */
export const mayDo = (kind: ActKind): boolean =>
  moment.value === null &&
  (mayAll() || (hasRole("technician") && ["acknowledge", "comment", "assign"].includes(kind)));

/** Ids of alarms with something on its way to the platform. */
export const pendingIds = computed<ReadonlySet<string>>(
  () => new Set(acts.value.filter(({ state }) => state === "waiting").flatMap(idsOfAct)),
);

/** An act that can still be taken back. */
export interface Undoable {
  readonly kind: ActKind;
  readonly alarms: readonly BriefAlarmView[];
  /** Ids in the outbox. */
  readonly actIds: readonly string[];
}

/** What the last act was, for ten seconds. */
export const undoable = signal<Undoable | null>(null);

/** Why the last act could not be done, or not to all; null when it could. */
export const actTrouble = signal<unknown>(null);

const opposite: Partial<Readonly<Record<ActKind, "unacknowledge" | "unshelve">>> = {
  acknowledge: "unacknowledge",
  close: "unacknowledge",
  shelve: "unshelve",
};

let undoTimer: ReturnType<typeof setTimeout> | undefined;

const offerUndo = (offer: Undoable): void => {
  if (opposite[offer.kind] === undefined) return;
  clearTimeout(undoTimer);
  undoable.value = offer;
  undoTimer = setTimeout(() => {
    undoable.value = null;
  }, undoMs);
};

/** Does something to alarms through the outbox. Never rejects: what went wrong is in `actTrouble`. */
export const actOn = async (act: AlarmAct, alarms: readonly BriefAlarmView[]): Promise<void> => {
  if (alarms.length === 0) return;
  actTrouble.value = null;
  try {
    const actIds: string[] = [];
    for (const wish of wishesOf(act, alarms)) actIds.push(await perform(wish));
    offerUndo({ kind: act.kind, alarms, actIds });
  } catch (error) {
    actTrouble.value = error;
  }
};

/**
 * Takes the last act back. The outbox sends in order, so the opposite act follows it; who may not do the opposite can
 * only keep what still waits from being sent.
 */
export const undoLast = async (): Promise<void> => {
  const last = undoable.peek();
  if (last === null) return;
  undoable.value = null;
  const kind = opposite[last.kind];
  if (kind !== undefined && mayDo(kind)) return actOn({ kind, note: null }, last.alarms);
  for (const id of last.actIds) await forget(id);
};

/** Some alarms of one request were refused. */
class PartlyRefused extends Error {
  override readonly name = "PartlyRefused";
}

/** Listens to answers about many alarms: what was refused among them must not pass unseen. Gives back how to stop. */
export const keepAnswers = (): (() => void) =>
  onActDone((act, answer) => {
    if (act.path !== "/api/v1/alarms/actions") return;
    void answer.json().then((said: unknown) => {
      const refused = refusedOf(said);
      if (refused.length > 0) actTrouble.value = new PartlyRefused(`${act.label}: ${refused.join("; ")}`);
    });
  });
