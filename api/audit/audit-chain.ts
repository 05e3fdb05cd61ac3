import { createHash } from "node:crypto";
import type { AuditRow, JournalRows } from "../../telemetry/journal.ts";
import { canonicalJson } from "../canonical-json.ts";

/** Something that somebody did. */
export interface AuditEntry {
  readonly actor: string;
  /** `noun.verb`, such as `alarm.acknowledge`. */
  readonly action: string;
  readonly target: string;
  /** What was asked for; never a secret. */
  readonly detail: unknown;
}

/** The newest entry, from which the chain goes on. */
export interface AuditHead {
  readonly sequence: number;
  readonly hash: string;
}

/** Head of an empty chain. */
export const auditGenesis: AuditHead = { sequence: 0, hash: "" };

const hashOf = (previousHash: string, row: Omit<AuditRow, "hash">): string => {
  const { sequence, atMs, actor, action, target, detail } = row;
  const content = canonicalJson({ sequence, atMs, actor, action, target, detail });
  return createHash("sha256").update(previousHash).update(content).digest("hex");
};

/** Appends to the audit log; each entry's hash covers the one before, so that none can be changed or left out unseen. */
export class AuditChain {
  #head: AuditHead;

  constructor(head: AuditHead | null) {
    this.#head = head ?? auditGenesis;
  }

  get head(): AuditHead {
    return this.#head;
  }

  /** Adds the entry to the rows of a commit: call it inside `Act`, after everything that may throw. */
  append(rows: JournalRows, entry: AuditEntry, nowMs: number): void {
    const sequence = this.#head.sequence + 1;
    const row = { ...entry, sequence, atMs: nowMs, detail: canonicalJson(entry.detail) };
    const hash = hashOf(this.#head.hash, row);
    rows.audit.push({ ...row, hash });
    this.#head = { sequence, hash };
  }
}

/** Checks consecutive entries, oldest first, against the head before them: null, or the sequence that is wrong. */
export const brokenAuditEntry = (rows: Iterable<AuditRow>, before: AuditHead): number | null => {
  let head = before;
  for (const row of rows) {
    if (row.sequence !== head.sequence + 1 || row.hash !== hashOf(head.hash, row)) return row.sequence;
    head = { sequence: row.sequence, hash: row.hash };
  }
  return null;
};
