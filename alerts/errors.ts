/** Codes of what an operator's request can be refused for; when each applies stands in docs/spec/alarm.md. */
export type AlarmErrorCode =
  | "alarm-not-found"
  | "already-acknowledged"
  | "not-acknowledged"
  | "already-closed"
  | "already-cleared"
  | "not-shelved"
  | "nothing-to-change"
  | "note-missing"
  | "note-too-long"
  | "value-too-long"
  | "shelf-end-past"
  | "shelf-too-long";

/** A request on an alarm that can't be done; thrown before any row is written. */
export class AlarmRequestError extends Error {
  override readonly name: string = "AlarmRequestError";
  readonly code: AlarmErrorCode;

  constructor(code: AlarmErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** No alarm with that id is known. */
export class AlarmNotFound extends AlarmRequestError {
  override readonly name = "AlarmNotFound";

  constructor(id: string) {
    super("alarm-not-found", `No alarm has the id "${id}".`);
  }
}

/** The present occurrence is acknowledged already. */
export class AlreadyAcknowledged extends AlarmRequestError {
  override readonly name = "AlreadyAcknowledged";

  constructor(id: string) {
    super("already-acknowledged", `Alarm ${id} is acknowledged already.`);
  }
}

/** Nobody acknowledged or closed the present occurrence, so there is nothing to take back. */
export class NotAcknowledged extends AlarmRequestError {
  override readonly name = "NotAcknowledged";

  constructor(id: string) {
    super(
      "not-acknowledged",
      `Alarm ${id} is neither acknowledged nor closed: there is nothing to take back.`,
    );
  }
}

/** The present occurrence is closed: un-acknowledge takes the closing back. */
export class AlreadyClosed extends AlarmRequestError {
  override readonly name = "AlreadyClosed";

  constructor(id: string) {
    super("already-closed", `Alarm ${id} is closed already; un-acknowledge it to take that back.`);
  }
}

/** The alarm is cleared already. */
export class AlreadyCleared extends AlarmRequestError {
  override readonly name = "AlreadyCleared";

  constructor(id: string) {
    super("already-cleared", `Alarm ${id} is cleared already.`);
  }
}

/** The alarm is on no shelf. */
export class NotShelved extends AlarmRequestError {
  override readonly name = "NotShelved";

  constructor(id: string) {
    super("not-shelved", `Alarm ${id} is not shelved.`);
  }
}

/** The assignee or the ticket asked for is the one that it has. */
export class NothingToChange extends AlarmRequestError {
  override readonly name = "NothingToChange";

  constructor(id: string, field: "assignee" | "ticket", value: string | null) {
    super(
      "nothing-to-change",
      `Alarm ${id} has ${value === null ? `no ${field}` : `${field} "${value}"`} already.`,
    );
  }
}

/** The act needs a note that says why, or what. */
export class NoteMissing extends AlarmRequestError {
  override readonly name = "NoteMissing";

  constructor(act: "shelve" | "comment") {
    super(
      "note-missing",
      `To ${act}, give a note: ${act === "shelve" ? "the reason" : "what is to be said"}.`,
    );
  }
}

/** The note is longer than `noteCharactersMax`. */
export class NoteTooLong extends AlarmRequestError {
  override readonly name = "NoteTooLong";

  constructor(charactersMax: number) {
    super("note-too-long", `A note has at most ${charactersMax} characters.`);
  }
}

/** The assignee or the ticket is longer than `operatorValueCharactersMax`. */
export class ValueTooLong extends AlarmRequestError {
  override readonly name = "ValueTooLong";

  constructor(field: "assignee" | "ticket", charactersMax: number) {
    super("value-too-long", `The ${field} has at most ${charactersMax} characters.`);
  }
}

/** A shelf must end in the future. */
export class ShelfEndPast extends AlarmRequestError {
  override readonly name = "ShelfEndPast";

  constructor() {
    super("shelf-end-past", "A shelf ends in the future: give a later end.");
  }
}

/** A shelf lasts `shelfMsMax` at most. */
export class ShelfTooLong extends AlarmRequestError {
  override readonly name = "ShelfTooLong";

  constructor(shelfMsMax: number) {
    super("shelf-too-long", `A shelf lasts ${shelfMsMax / 3_600_000} hours at most: give an earlier end.`);
  }
}
