/** Codes of what a correction can be refused for. */
export type OutageErrorCode =
  | "outage-not-found"
  | "outage-class-unchanged"
  | "outage-reason-missing"
  | "outage-reason-too-long"
  | "outage-corrections-full";

/** A correction that can't be made; thrown before any row is written. */
export class OutageRequestError extends Error {
  override readonly name = "OutageRequestError";
  readonly code: OutageErrorCode;

  constructor(code: OutageErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
