import { availableParallelism, totalmem } from "node:os";

/** Limits of the store; each can be overridden when it is opened. */
export interface StoreLimits {
  /** Rows that one question may ask for. */
  readonly queryRowsMax: number;
  /** Time after which a question is interrupted, in milliseconds. */
  readonly queryDurationMsMax: number;
  /** Questions answered at the same time; each holds one thread of libuv's pool. */
  readonly queriesRunningMax: number;
  /** Questions that wait for their turn; more are refused. */
  readonly queriesWaitingMax: number;
  /** Rows of quarantine kept; the oldest beyond are deleted at a quiet time. */
  readonly quarantineRowsMax: number;
  /** Days that readings are kept by their event time. */
  readonly readingsRetentionDays: number;
  /** Days that transitions are kept by when they were recorded; the newest of each alarm stays. */
  readonly transitionsRetentionDays: number;
  /** Days that changes of presence are kept for looking back; the newest of each device stays. */
  readonly presenceRetentionDays: number;
  /** Days that outages are kept after their end. */
  readonly outagesRetentionDays: number;
  /** Notifications kept with their attempts; beyond, the oldest that are delivered or dead are deleted at a quiet time. */
  readonly notificationRowsMax: number;
  /** Open notifications of each channel that a recovery reads, one more than a channel holds in memory. */
  readonly outboxRecoveredMax: number;
  /** Free bytes of the file system below which commits are refused. */
  readonly freeBytesReserve: number;
  /** Time without a commit that counts as quiet, in milliseconds. */
  readonly quietMs: number;
  /** Write-ahead log that is worth a checkpoint when nobody waits or it costs little, in bytes. */
  readonly checkpointQuietBytes: number;
  /** Share of time that checkpoints may take while commits wait for them. */
  readonly checkpointShareMax: number;
  /** Write-ahead log that forces a checkpoint, quiet or not, in bytes. */
  readonly checkpointForcedBytes: number;
  /** Memory that the database may use, in bytes. */
  readonly memoryBytesMax: number;
  /** Disk that questions may use when memory is not enough, in bytes. */
  readonly spillBytesMax: number;
  /** Threads of the database. */
  readonly threadsMax: number;
}

const mebibyte = 1_048_576;

/** The limits when nothing else is asked for. */
export const defaultStoreLimits = (): StoreLimits => ({
  queryRowsMax: 1_000_000,
  queryDurationMsMax: 30_000,
  queriesRunningMax: 2,
  queriesWaitingMax: 64,
  quarantineRowsMax: 100_000,
  readingsRetentionDays: 400,
  transitionsRetentionDays: 400,
  presenceRetentionDays: 90,
  outagesRetentionDays: 1_200,
  notificationRowsMax: 100_000,
  outboxRecoveredMax: 10_001,
  freeBytesReserve: 64 * mebibyte,
  quietMs: 500,
  checkpointQuietBytes: 16 * mebibyte,
  checkpointShareMax: 0.005,
  checkpointForcedBytes: 768 * mebibyte,
  memoryBytesMax: Math.min(2048 * mebibyte, Math.floor(totalmem() / 2)),
  spillBytesMax: 1024 * mebibyte,
  // One core is the event loop's. A second thread on two cores doubles the p99 of commits (docs/decisions/012).
  threadsMax: Math.max(1, Math.min(4, availableParallelism() - 1)),
});
