/** Codes of what an operator's request can be refused for. */
export type AlarmErrorCode = "alarm-not-found" | "already-acknowledged" | "already-cleared" | "note-too-long";

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

/** The alarm is cleared already. */
export class AlreadyCleared extends AlarmRequestError {
  override readonly name = "AlreadyCleared";

  constructor(id: string) {
    super("already-cleared", `Alarm ${id} is cleared already.`);
  }
}

/** The note is longer than `noteCharactersMax`. */
export class NoteTooLong extends AlarmRequestError {
  override readonly name = "NoteTooLong";

  constructor(charactersMax: number) {
    super("note-too-long", `A note has at most ${charactersMax} characters.`);
  }
}
