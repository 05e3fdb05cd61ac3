/** Bounds of questions to InfluxDB. */
export interface HistoryLimits {
  /** Rows that one question may ask for. */
  readonly historyRowsMax: number;
  /** Time from asking to the end of the answer, in milliseconds; shorter than the API's `handlerTimeoutMs`. */
  readonly historyQueryMsMax: number;
  /** Questions that InfluxDB is asked at the same time. */
  readonly historyQuestionsRunningMax: number;
  /** Questions that wait for their turn; more are refused. */
  readonly historyQuestionsWaitingMax: number;
}

/** The bounds when nothing else is asked for. */
export const defaultHistoryLimits: HistoryLimits = {
  historyRowsMax: 100_000,
  historyQueryMsMax: 30_000,
  historyQuestionsRunningMax: 4,
  historyQuestionsWaitingMax: 64,
};
