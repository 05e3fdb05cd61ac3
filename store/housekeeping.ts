import { statfsSync, statSync } from "node:fs";
import type { Connection } from "./duckdb.ts";
import type { StoreLimits } from "./limits.ts";
import { compact, presenceKeptSinceMs } from "./recovery.ts";
import {
  deleteNotifications,
  deleteOutages,
  deleteQuarantine,
  deleteReadings,
  deleteTransitions,
} from "./retention.ts";
import type { StoreLogEntry, WorkerFigures } from "./worker-messages.ts";

const bytesOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
const retentionEveryMs = 3_600_000;

/** What a checkpoint takes, measured over 150 million readings: a part for the tables, a part for the log. */
const checkpointMs = 40;
const checkpointMsPerByte = 4e-6;

/** Keeps the files in bounds when nobody waits: checkpoints and retention. */
export class Housekeeping {
  readonly #connection: Connection;
  readonly #path: string;
  readonly #limits: StoreLimits;
  readonly #log: (entry: StoreLogEntry) => void;
  #checkpoints = 0;
  #checkpointedAt = performance.now();
  #quarantineDeleted = 0;
  #readingsDeleted = 0;
  #transitionsDeleted = 0;
  #notificationsDeleted = 0;
  #outagesDeleted = 0;
  #retentionAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    connection: Connection,
    place: { readonly path: string; readonly limits: StoreLimits },
    log: (entry: StoreLogEntry) => void,
  ) {
    this.#connection = connection;
    this.#path = place.path;
    this.#limits = place.limits;
    this.#log = log;
  }

  figures(): WorkerFigures {
    return {
      databaseBytes: bytesOf(this.#path),
      walBytes: this.walBytes(),
      checkpoints: this.#checkpoints,
      quarantineDeleted: this.#quarantineDeleted,
      readingsDeleted: this.#readingsDeleted,
      transitionsDeleted: this.#transitionsDeleted,
      notificationsDeleted: this.#notificationsDeleted,
      outagesDeleted: this.#outagesDeleted,
    };
  }

  walBytes(): number {
    return bytesOf(`${this.#path}.wal`);
  }

  /** Bytes that may still be written in the file system. */
  freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.#path);
    return bavail * bsize;
  }

  /** Work for a quiet moment; `nowMs` is the present. */
  async tidy(nowMs: number): Promise<void> {
    if (nowMs - this.#retentionAtMs >= retentionEveryMs) {
      this.#retentionAtMs = nowMs;
      await this.#forget(nowMs);
    }
    if (this.walBytes() >= this.#limits.checkpointQuietBytes) await this.checkpoint();
  }

  /** True when a checkpoint can't wait for a quiet moment, or is so rare that commits hardly wait for it. */
  get isCheckpointDue(): boolean {
    const walBytes = this.walBytes();
    if (walBytes >= this.#limits.checkpointForcedBytes) return true;
    if (walBytes < this.#limits.checkpointQuietBytes) return false;
    const expectedMs = checkpointMs + walBytes * checkpointMsPerByte;
    return expectedMs <= (performance.now() - this.#checkpointedAt) * this.#limits.checkpointShareMax;
  }

  /** Moves the log into the database file, if there is room for it: a failed checkpoint costs the instance. */
  async checkpoint(): Promise<void> {
    const walBytes = this.walBytes();
    if (walBytes === 0 || this.freeBytes() < walBytes) return;
    const startedAt = performance.now();
    await this.#connection.run("CHECKPOINT");
    this.#checkpoints++;
    this.#checkpointedAt = performance.now();
    const durationMs = Math.round(this.#checkpointedAt - startedAt);
    this.#log({ level: "info", message: "checkpoint", data: { walBytes, durationMs } });
  }

  async #forget(nowMs: number): Promise<void> {
    const connection = this.#connection;
    const limits = this.#limits;
    this.#readingsDeleted += await deleteReadings(connection, nowMs, limits.readingsRetentionDays);
    this.#transitionsDeleted += await deleteTransitions(connection, nowMs, limits.transitionsRetentionDays);
    this.#outagesDeleted += await deleteOutages(connection, nowMs, limits.outagesRetentionDays);
    this.#notificationsDeleted += await deleteNotifications(connection, limits.notificationRowsMax);
    this.#quarantineDeleted += await deleteQuarantine(connection, limits.quarantineRowsMax);
    await compact(connection, presenceKeptSinceMs(nowMs, limits));
  }
}
