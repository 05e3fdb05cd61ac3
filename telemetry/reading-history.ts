/** Stored readings of one series, oldest first. */
export interface ReadingSlice {
  readonly tsMs: Float64Array<ArrayBuffer>;
  readonly value: Float64Array<ArrayBuffer>;
  /** As in `ReadingColumns.lagMs`. */
  readonly lagMs: Int32Array<ArrayBuffer>;
}

/** How a step's readings become one value. */
export const aggregates = ["min", "max", "mean", "last", "count"] as const;
/** One of `aggregates`. */
export type Aggregate = (typeof aggregates)[number];

/** One value a step that has readings; `tsMs` is the start of the step, a multiple of `stepMs`. */
export interface StepSlice {
  readonly tsMs: Float64Array<ArrayBuffer>;
  readonly value: Float64Array<ArrayBuffer>;
}

/** A range of one series: fromMs ≤ ts < toMs, at most `rowsMax` rows from the oldest. */
export interface RangeQuery {
  readonly series: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly rowsMax: number;
}

/** A range in steps of `stepMs`, each made one value; `rowsMax` counts steps. */
export interface StepQuery extends RangeQuery {
  readonly stepMs: number;
  readonly aggregate: Aggregate;
}

/**
 * Where ranges of readings are asked for: the journal itself, or a database that it is exported to. Both answer
 * alike, and whoever asks does not know which it is. A question that asks for more than allowed is refused; one that
 * can't be answered at present rejects with HistoryUnavailable.
 */
export interface ReadingHistory {
  /** Readings as they came. */
  readings(query: RangeQuery): Promise<ReadingSlice>;
  /** One aggregate a step; steps without readings are left out. */
  steps(query: StepQuery): Promise<StepSlice>;
}

/** Why a history that lives elsewhere gives no answer. */
export type HistoryTrouble =
  | "unreachable"
  | "silent"
  | "token"
  | "bucket"
  | "busy"
  | "failed"
  | "answer-damaged";

/** A history that can't answer now; the message says what is wrong and what to do. */
export class HistoryUnavailable extends Error {
  override readonly name = "HistoryUnavailable";
  readonly trouble: HistoryTrouble;
  /** When to ask again, in seconds; null when the history did not say. */
  readonly retryAfterSeconds: number | null;

  constructor(
    trouble: HistoryTrouble,
    message: string,
    options: ErrorOptions & { readonly retryAfterSeconds?: number | null } = {},
  ) {
    super(message, options);
    this.trouble = trouble;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }
}
