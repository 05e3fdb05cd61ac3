import { HeardColumns } from "../telemetry/arrivals.ts";
import type { DeviceEvent } from "../telemetry/device-event.ts";
import { emptyRows, type JournalRows } from "../telemetry/journal.ts";
import { ReadingColumns } from "../telemetry/reading-columns.ts";
import type { Publisher } from "./publisher.ts";

/** Called once when the message's readings are on disk. */
export type Release = (error?: Error | null) => void;

/** A durable change that waits for the next commit. */
export interface WaitingAct {
  readonly apply: (rows: JournalRows, nowMs: number) => void;
  readonly committed: () => void;
  readonly refused: (error: unknown) => void;
}

const firstCapacity = 4_096;

/** What has arrived since the last batch was sealed, in columns; used again after its commit. */
export class Gathering {
  readonly fresh = new ReadingColumns(firstCapacity);
  readonly behind = new ReadingColumns(firstCapacity);
  readonly heard = new HeardColumns(firstCapacity);
  rows: JournalRows = emptyRows();
  events: DeviceEvent[] = [];
  acts: WaitingAct[] = [];
  /** The messages of the batch in order of arrival: who sent each, and whom to tell. */
  publishers: Publisher[] = [];
  releases: Release[] = [];

  get readings(): number {
    return this.fresh.length + this.behind.length;
  }

  get isEmpty(): boolean {
    return this.releases.length === 0 && this.acts.length === 0 && this.events.length === 0;
  }

  /** Forgets everything, keeps the memory of the columns. */
  clear(): void {
    this.fresh.clear();
    this.behind.clear();
    this.heard.clear();
    this.rows = emptyRows();
    this.events = [];
    this.acts = [];
    this.publishers = [];
    this.releases = [];
  }
}
