import type { Alarm, AlarmEvent, OperatorActionName, OperatorChange } from "./alarm.ts";
import { clearAlarm, platformMoment } from "./alarm-life.ts";
import {
  AlreadyAcknowledged,
  AlreadyCleared,
  AlreadyClosed,
  NotAcknowledged,
  NoteMissing,
  NoteTooLong,
  NothingToChange,
  NotShelved,
  ShelfEndPast,
  ShelfTooLong,
  ValueTooLong,
} from "./errors.ts";
import { noteCharactersMax, operatorChangesMax, operatorValueCharactersMax, shelfMsMax } from "./limits.ts";

/** What a person asks to be done to an alarm; the tables of docs/spec/alarm.md say when it may be done. */
export type OperatorAct =
  | { readonly kind: "acknowledge" }
  /** Takes an acknowledgement or a closing back. */
  | { readonly kind: "unacknowledge" }
  /** Null: nobody's any more. */
  | { readonly kind: "assign"; readonly assignee: string | null }
  | { readonly kind: "comment" }
  /** Hides the alarm until an instant, ms since 1970 UTC; another shelf replaces the one it has. */
  | { readonly kind: "shelve"; readonly untilMs: number }
  | { readonly kind: "unshelve" }
  | { readonly kind: "close" }
  | { readonly kind: "clear" }
  /** Reference in a ticket system; null takes it away. */
  | { readonly kind: "ticket"; readonly ticket: string | null };

/** Who acts, when, and what is said about it. */
export interface OperatorWord {
  readonly atMs: number;
  /** When the person did it by a clock of his own; null or left out: now. */
  readonly occurredAtMs?: number | null;
  readonly actor: string;
  readonly note: string | null;
}

/** An alarm after an act, and the event that the act is. */
export interface Operated {
  readonly event: AlarmEvent;
  readonly alarm: Alarm;
}

/** The event that an act becomes. */
export const eventOfAct: Readonly<Record<OperatorActionName, AlarmEvent>> = {
  acknowledge: "acknowledged",
  unacknowledge: "unacknowledged",
  assign: "assigned",
  comment: "commented",
  shelve: "shelved",
  unshelve: "unshelved",
  close: "closed",
  clear: "operator-cleared",
  ticket: "ticketed",
};

const isBlank = (note: string | null): boolean => note === null || note.trim() === "";

/** What the request must hold whatever the state of the alarm. */
const checkWords = (act: OperatorAct, { note, atMs }: OperatorWord): void => {
  if ((act.kind === "shelve" || act.kind === "comment") && isBlank(note)) throw new NoteMissing(act.kind);
  if (note !== null && note.length > noteCharactersMax) throw new NoteTooLong(noteCharactersMax);
  if (act.kind === "shelve") {
    // Asked this way round, an end that is no number is refused too.
    if (!(act.untilMs > atMs)) throw new ShelfEndPast();
    if (!(act.untilMs <= atMs + shelfMsMax)) throw new ShelfTooLong(shelfMsMax);
  }
  if (act.kind === "assign" && (act.assignee?.length ?? 0) > operatorValueCharactersMax) {
    throw new ValueTooLong("assignee", operatorValueCharactersMax);
  }
  if (act.kind === "ticket" && (act.ticket?.length ?? 0) > operatorValueCharactersMax) {
    throw new ValueTooLong("ticket", operatorValueCharactersMax);
  }
};

/** What the state of the alarm forbids. */
const checkState = (act: OperatorAct, alarm: Alarm): void => {
  const { id, operatorState } = alarm;
  const closed = operatorState === "closed";
  switch (act.kind) {
    case "acknowledge":
      if (operatorState === "acknowledged") throw new AlreadyAcknowledged(id);
      if (closed) throw new AlreadyClosed(id);
      return;
    case "unacknowledge":
      if (operatorState === "none") throw new NotAcknowledged(id);
      return;
    case "assign":
      if (closed) throw new AlreadyClosed(id);
      if (act.assignee === alarm.assignee) throw new NothingToChange(id, "assignee", act.assignee);
      return;
    case "close":
      if (closed) throw new AlreadyClosed(id);
      return;
    case "clear":
      if (alarm.isCleared) throw new AlreadyCleared(id);
      return;
    case "unshelve":
      if (alarm.shelf === null) throw new NotShelved(id);
      return;
    case "ticket":
      if (act.ticket === alarm.ticket) throw new NothingToChange(id, "ticket", act.ticket);
      return;
    case "shelve":
    case "comment":
      return;
  }
};

/** The axis that the act moves. */
const moved = (act: OperatorAct, alarm: Alarm, word: OperatorWord): Alarm => {
  switch (act.kind) {
    case "acknowledge":
      return { ...alarm, operatorState: "acknowledged" };
    case "unacknowledge":
      return { ...alarm, operatorState: "none" };
    case "close":
      return { ...alarm, operatorState: "closed" };
    case "assign":
      return { ...alarm, assignee: act.assignee };
    case "ticket":
      return { ...alarm, ticket: act.ticket };
    case "shelve":
      return { ...alarm, shelf: { untilMs: act.untilMs, actor: word.actor, reason: word.note ?? "" } };
    case "unshelve":
      return { ...alarm, shelf: null };
    case "clear":
      return clearAlarm(alarm, platformMoment(word.atMs));
    case "comment":
      return alarm;
  }
};

const operatedValue = (act: OperatorAct): string | null => {
  switch (act.kind) {
    case "assign":
      return act.assignee;
    case "ticket":
      return act.ticket;
    case "shelve":
      return new Date(act.untilMs).toISOString();
    default:
      return null;
  }
};

/**
 * Whether the alarm carries this very act already: the same person, the same words, done at the same instant by his
 * own clock. Without such an instant nothing tells two acts apart.
 */
export const isToldBefore = (alarm: Alarm, act: OperatorAct, word: Omit<OperatorWord, "atMs">): boolean => {
  const { occurredAtMs = null, actor, note } = word;
  if (occurredAtMs === null) return false;
  const value = operatedValue(act);
  return alarm.operatorChanges.some(
    (change) =>
      change.occurredAtMs === occurredAtMs &&
      change.actor === actor &&
      change.action === act.kind &&
      change.note === note &&
      change.value === value,
  );
};

/**
 * The alarm after an operator's act, with the act written down. Throws an AlarmRequestError when the request lacks
 * something or the alarm's state forbids it (docs/spec/alarm.md).
 */
export const operateAlarm = (alarm: Alarm, act: OperatorAct, word: OperatorWord): Operated => {
  checkWords(act, word);
  checkState(act, alarm);
  const { atMs, occurredAtMs = null, actor, note } = word;
  // The keys stand in the order of the schema, so that a body is the same text before and after a restart.
  const value = operatedValue(act);
  const change: OperatorChange = { atMs, occurredAtMs, actor, action: act.kind, note, value };
  return {
    event: eventOfAct[act.kind],
    alarm: {
      ...moved(act, alarm, word),
      lastChanged: platformMoment(atMs),
      changeCount: alarm.changeCount + 1,
      operatorChanges: [...alarm.operatorChanges, change].slice(-operatorChangesMax),
    },
  };
};
