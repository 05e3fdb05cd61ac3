import type {
  AuditRow,
  CommitReceipt,
  JournalRows,
  JournalTrouble,
  OutageRow,
  PresenceRow,
  QuarantineRow,
  TransitionRow,
} from "../telemetry/journal.ts";
import type { RangeQuery, ReadingSlice, StepQuery, StepSlice } from "../telemetry/reading-history.ts";
import type { PlacedRow, ReadingBacklog, ReadingBacklogQuery, RowBacklogQuery } from "./backlog.ts";
import type { StoreLimits } from "./limits.ts";
import type { PastAnswer, PastAsk } from "./past.ts";
import type {
  AuditQuery,
  DeadLetters,
  NotificationQuery,
  NotificationStatus,
  OpenNotification,
  OutageQuery,
  OutboxQuery,
  QuarantineQuery,
  Recovered,
  StoreFlaw,
  TransitionQuery,
} from "./store.ts";

/** An entry of the store's log. */
export interface StoreLogEntry {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
  /** Facts by name. */
  readonly data: Readonly<Record<string, string | number | boolean>>;
}

/** What the worker is started with. */
export interface WorkerStart {
  readonly directory: string;
  readonly limits: StoreLimits;
}

/** Readings of a batch in shared memory: `capacity` rows a column, fresh ones first, then those behind. */
export interface SharedReadings {
  readonly memory: SharedArrayBuffer;
  readonly capacity: number;
  readonly fresh: number;
  readonly behind: number;
}

/** What the main thread asks the worker. */
export type Ask =
  | {
      readonly kind: "commit";
      readonly readings: SharedReadings;
      readonly rows: JournalRows | null;
      readonly again: boolean;
    }
  | { readonly kind: "recover"; readonly latestSinceMs: number }
  | { readonly kind: "readings"; readonly query: RangeQuery }
  | { readonly kind: "steps"; readonly query: StepQuery }
  | { readonly kind: "transitions"; readonly query: TransitionQuery }
  | { readonly kind: "quarantine"; readonly query: QuarantineQuery }
  | { readonly kind: "notifications"; readonly query: NotificationQuery }
  | { readonly kind: "dead-letters" }
  | { readonly kind: "outbox"; readonly query: OutboxQuery }
  | { readonly kind: "outages"; readonly query: OutageQuery }
  | { readonly kind: "audit"; readonly query: AuditQuery }
  | { readonly kind: "reading-backlog"; readonly query: ReadingBacklogQuery }
  | { readonly kind: "outage-backlog"; readonly query: RowBacklogQuery }
  | { readonly kind: "presence-backlog"; readonly query: RowBacklogQuery }
  | PastAsk
  | { readonly kind: "close" };

/** `Recovered` as it crosses threads, where classes don't survive. */
export interface RecoveredParts extends Omit<Recovered, "latest"> {
  readonly latest: {
    readonly series: Int32Array<ArrayBuffer>;
    readonly tsMs: Float64Array<ArrayBuffer>;
    readonly value: Float64Array<ArrayBuffer>;
    readonly lagMs: Int32Array<ArrayBuffer>;
  };
}

/** What the worker answers; the kind is the question's. */
export type Answer =
  | { readonly kind: "commit"; readonly receipt: CommitReceipt; readonly figures: WorkerFigures }
  | { readonly kind: "recover"; readonly recovered: RecoveredParts }
  | { readonly kind: "readings"; readonly slice: ReadingSlice }
  | { readonly kind: "steps"; readonly slice: StepSlice }
  | { readonly kind: "transitions"; readonly rows: readonly TransitionRow[] }
  | { readonly kind: "quarantine"; readonly rows: readonly QuarantineRow[] }
  | { readonly kind: "notifications"; readonly rows: readonly NotificationStatus[] }
  | { readonly kind: "dead-letters"; readonly rows: readonly DeadLetters[] }
  | { readonly kind: "outbox"; readonly rows: readonly OpenNotification[] }
  | { readonly kind: "outages"; readonly rows: readonly OutageRow[] }
  | { readonly kind: "audit"; readonly rows: readonly AuditRow[] }
  | { readonly kind: "reading-backlog"; readonly backlog: ReadingBacklog }
  | { readonly kind: "outage-backlog"; readonly rows: readonly PlacedRow<OutageRow>[] }
  | { readonly kind: "presence-backlog"; readonly rows: readonly PlacedRow<PresenceRow>[] }
  | PastAnswer
  | { readonly kind: "close"; readonly figures: WorkerFigures };

/** An answer of one kind. */
export type AnswerOf<Kind extends Answer["kind"]> = Extract<Answer, { readonly kind: Kind }>;

/** Figures of the files; they come with each commit, with the end, and now and then in between. */
export interface WorkerFigures {
  readonly databaseBytes: number;
  readonly walBytes: number;
  readonly checkpoints: number;
  readonly quarantineDeleted: number;
  readonly readingsDeleted: number;
  readonly transitionsDeleted: number;
  readonly notificationsDeleted: number;
  readonly outagesDeleted: number;
}

/** Why the worker says no: `spent` means that the database must be opened again before it can be trusted. */
export type Refusal = { readonly message: string; readonly spent: boolean } & (
  | { readonly reason: "unavailable"; readonly trouble: JournalTrouble }
  | { readonly reason: "unusable"; readonly flaw: StoreFlaw }
  | { readonly reason: "refused" }
  | { readonly reason: "failed" }
);

/** What the worker sends. */
export type Report =
  | { readonly kind: "opened"; readonly repairs: readonly string[] }
  | { readonly kind: "not-opened"; readonly refusal: Refusal }
  | { readonly kind: "answer"; readonly id: number; readonly answer: Answer }
  | { readonly kind: "refusal"; readonly id: number; readonly refusal: Refusal }
  | { readonly kind: "spent"; readonly refusal: Refusal }
  | { readonly kind: "figures"; readonly figures: WorkerFigures }
  | { readonly kind: "log"; readonly entry: StoreLogEntry };

/** A question with the number that its answer bears. */
export interface NumberedAsk {
  readonly id: number;
  readonly ask: Ask;
}
