import { GateRefused } from "../ingest/commit-gate.ts";
import { type JournalRows, JournalUnavailable } from "../telemetry/journal.ts";
import type { AuditEntry } from "./audit/audit-chain.ts";
import type { ApiContext } from "./context.ts";
import { ApiError } from "./errors.ts";

/** A change with the entries that the audit log gets in the same commit. */
export interface AuditedChange<Answer> {
  /** Decides and adds rows; throws before it adds any. */
  readonly change: (rows: JournalRows, nowMs: number) => Answer;
  /** Told of what was changed, as one entry or several; runs after `change`. */
  readonly entry: (answer: Answer) => AuditEntry | readonly AuditEntry[];
}

const unavailable = (detail: string, cause?: unknown): ApiError =>
  new ApiError("journal-unavailable", { detail, retryAfterSeconds: 5, cause });

const refusalOf = (error: unknown): unknown =>
  error instanceof JournalUnavailable || error instanceof GateRefused
    ? unavailable(error.message, error)
    : error;

/**
 * Makes a change and its audit entry durable in one commit, and answers after it. Rejects with
 * `journal-unavailable` when the journal takes nothing, or not within `durableWaitMs`.
 */
export const durably = <Answer>(
  { act, identity, limits }: Pick<ApiContext, "act" | "identity" | "limits">,
  { change, entry }: AuditedChange<Answer>,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const detail = `Not on disk after ${limits.durableWaitMs} ms; it may still be carried out: look before asking again`;
      reject(unavailable(detail));
    }, limits.durableWaitMs);
    act((rows, nowMs) => {
      const answer = change(rows, nowMs);
      for (const each of [entry(answer)].flat()) identity.audit.append(rows, each, nowMs);
      return answer;
    })
      .then(resolve, (error: unknown) => reject(refusalOf(error)))
      .finally(() => clearTimeout(timer));
  });
