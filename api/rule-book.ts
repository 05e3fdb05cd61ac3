import type { JournalRows } from "../telemetry/journal.ts";
import type { Severity } from "../telemetry/severity.ts";

/** Where a file of rules comes from: the package, the configuration, or the platform's own folder. */
export const ruleOrigins = ["shipped", "configured", "own"] as const;

/** A file of rules. */
export interface RuleFileText {
  readonly name: string;
  readonly origin: (typeof ruleOrigins)[number];
  readonly text: string;
  /** Of the text, hexadecimal. */
  readonly hash: string;
}

/** A text as if it were one of the platform's own files; without a name, a new one that is read last. */
export interface RuleText {
  readonly text: string;
  readonly name: string | null;
}

/** One thing wrong with a text of rules. */
export interface RuleTextFault {
  /** Name of the file. */
  readonly name: string;
  readonly rule: string | null;
  readonly path: string;
  /** From 1; null when the place is not in the text. */
  readonly line: number | null;
  readonly column: number | null;
  readonly value: string | null;
  readonly message: string;
  readonly fix: string;
}

/** What a check found. */
export interface RuleCheck {
  /** Rules that would be in force; null with errors. */
  readonly rules: number | null;
  readonly errors: readonly RuleTextFault[];
  /** Tests that the text holds. */
  readonly tests: number;
  readonly failures: readonly {
    readonly test: string;
    readonly at: string;
    readonly expected: string;
    readonly got: string;
  }[];
}

/** One alarm that only one of two sets of rules raised. */
export interface DryAlarm {
  readonly rule: string;
  readonly site: string;
  readonly node: string;
  readonly severity: Severity;
  readonly fromMs: number;
  readonly toMs: number | null;
  readonly change: "new" | "gone";
}

/** What rules would have raised over stored readings, beside what those in force would have. */
export interface DryRunReport {
  readonly playedUntilMs: number;
  /** The limit that ended it before its time; null when it came to the end. */
  readonly endedBy: string | null;
  readonly readings: number;
  readonly rules: readonly {
    readonly rule: string;
    readonly inForce: number;
    readonly proposed: number;
    /** Sites at which the proposed rules raised it. */
    readonly sites: number;
  }[];
  readonly alarms: readonly DryAlarm[];
  readonly alarmsTotal: number;
}

/** What came of a dry run. */
export type DryRunOutcome =
  | { readonly kind: "done"; readonly report: DryRunReport }
  | { readonly kind: "wrong"; readonly errors: readonly RuleTextFault[] }
  | { readonly kind: "busy" };

/** What came of writing a file. */
export type RuleWrite =
  | { readonly kind: "written"; readonly hash: string; readonly rules: number }
  | { readonly kind: "wrong"; readonly errors: readonly RuleTextFault[] }
  /** Somebody else has written it since; the hash is of what is there, null for nothing. */
  | { readonly kind: "changed"; readonly hash: string | null }
  /** The limit of own files. */
  | { readonly kind: "full"; readonly filesMax: number };

/** How much a text differs from another. */
export interface TextChange {
  readonly linesAdded: number;
  readonly linesRemoved: number;
}

/** The files of rules: read, checked, tried and written. */
export interface RuleBook {
  /** In the order in which they are read. */
  files(): readonly RuleFileText[];
  check(text: RuleText): RuleCheck;
  /** Plays the stored readings of fromMs ≤ ts < toMs; one at a time. */
  dryRun(asked: RuleText & { readonly fromMs: number; readonly toMs: number }): Promise<DryRunOutcome>;
  /**
   * Writes one of the platform's own files when what is there has the hash, null for nothing, and puts it into force.
   * `record` adds the audit entry, durable before the file changes.
   */
  write(
    file: { readonly name: string; readonly text: string; readonly hash: string | null },
    record: (rows: JournalRows, nowMs: number, change: TextChange) => void,
  ): Promise<RuleWrite>;
}
