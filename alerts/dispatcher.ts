import { z } from "zod";
import type { Clock } from "../telemetry/clock.ts";
import type { Act, NotificationRow } from "../telemetry/journal.ts";
import { type ChannelHealth, ChannelSender, type SenderLimits, senderLimits } from "./channel-sender.ts";
import type { Channel, Delivery, DeliveryOutcome } from "./channels/channel.ts";
import { OutcomeLog } from "./outcome-log.ts";

/** A notification of the journal with the attempts that it has had. */
export interface OutboxEntry {
  readonly row: NotificationRow;
  readonly attempts: number;
  /** When a person opened it again after it was dead: its age counts from there. */
  readonly againAtMs?: number;
}

/** Reads notifications of a channel that are neither delivered nor dead from the journal, oldest first. */
type Refill = (channel: string, rowsMax: number) => Promise<readonly OutboxEntry[]>;

/** What the dispatcher works with. */
export interface DispatcherOptions {
  readonly channels: readonly Channel[];
  /** Durable changes: outcomes of attempts. */
  readonly act: Act;
  readonly clock: Clock;
  /** From [0, 1), for jitter. */
  readonly random: () => number;
  /** Without it, what memory could not hold waits for the next start. */
  readonly refill?: Refill;
  readonly limits?: Partial<SenderLimits>;
}

const refillAgainMs = 5_000;

const alarmOf = z.object({ alarm: z.object({ id: z.string() }) });

const laneOf = (row: NotificationRow): string => {
  try {
    const body = alarmOf.safeParse(JSON.parse(row.body));
    return body.success ? body.data.alarm.id : row.id;
  } catch {
    return row.id;
  }
};

interface Lane {
  readonly sender: ChannelSender;
  /** Something was left in the journal. */
  overflowing: boolean;
  /** Something was left there while a refill was under way. */
  missed: boolean;
  refilling: boolean;
}

/**
 * Takes committed notifications to their channels: at least once, with the notification's id at each attempt, in
 * order for each alarm. What it does not get done is in the journal and goes on after a restart.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #limits: SenderLimits;
  readonly #lanes = new Map<string, Lane>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #outcomes: OutcomeLog;
  #stopped = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#limits = { ...senderLimits, ...options.limits };
    this.#outcomes = new OutcomeLog(options.act, this.#limits.outcomeGatherMs);
    for (const channel of options.channels) this.#lanes.set(channel.name, this.#open(channel));
  }

  /** Outcomes that could not be written; their notifications are sent again after a restart. */
  get unrecorded(): number {
    return this.#outcomes.unrecorded;
  }

  /** Takes what the journal had open at start, oldest first. */
  restore(outbox: readonly OutboxEntry[]): void {
    for (const entry of outbox) this.#take(entry);
  }

  /** Takes committed notifications and sends them at once. */
  enqueue(rows: readonly NotificationRow[]): void {
    for (const row of rows) this.#take({ row, attempts: 0 });
  }

  /** Takes a notification that was dead, once the row that opens it again is committed. */
  reopen(entry: OutboxEntry): void {
    this.#take(entry);
  }

  /** One attempt at once, by the channel's own way and without the journal; null when no channel has that name. */
  probe(channel: string, delivery: Delivery): Promise<DeliveryOutcome> | null {
    return this.#lanes.get(channel)?.sender.probe(delivery) ?? null;
  }

  /** How each channel is doing. */
  health(): readonly ChannelHealth[] {
    return [...this.#lanes.values()].map(({ sender }) => sender.health());
  }

  /** Starts nothing more, gives what is in flight `drainMs`, closes the channels. Twice does no harm. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    const drained = Promise.all([...this.#lanes.values()].map(({ sender }) => sender.drain()));
    let timer: NodeJS.Timeout | undefined;
    const expired = new Promise((resolve) => {
      timer = setTimeout(resolve, this.#limits.drainMs);
    });
    await Promise.race([drained, expired]);
    clearTimeout(timer);
    void this.#outcomes.flush();
    await Promise.all(this.#options.channels.map((channel) => channel.close()));
  }

  #open(channel: Channel): Lane {
    const { clock, random } = this.#options;
    const sender = new ChannelSender({
      channel,
      clock,
      random,
      limits: this.#limits,
      record: (row) => this.#outcomes.record(row),
      onSettled: () => this.#refill(channel.name),
    });
    return { sender, overflowing: false, missed: false, refilling: false };
  }

  #take(entry: OutboxEntry): void {
    const lane = this.#lanes.get(entry.row.channel);
    if (lane === undefined) {
      this.#bury(entry);
    } else if (lane.overflowing || lane.sender.size >= this.#limits.waitingMax) {
      lane.overflowing = true;
      lane.missed = true;
      lane.sender.leftInJournal++;
    } else {
      this.#add(lane, entry);
    }
  }

  #add({ sender }: Lane, { row, attempts, againAtMs }: OutboxEntry): void {
    const { id, body } = row;
    if (sender.has(id)) return;
    sender.add({
      id,
      body,
      createdAtMs: againAtMs ?? row.createdAtMs,
      lane: laneOf(row),
      attempts,
      refusals: 0,
    });
  }

  /** The configuration has no such channel any more. */
  #bury({ row, attempts }: OutboxEntry): void {
    void this.#outcomes.record({
      notification: row.id,
      attemptedAtMs: this.#options.clock(),
      attempt: attempts + 1,
      outcome: "dead",
      detail: `no channel is named "${row.channel}"`,
    });
  }

  #refill(channel: string): void {
    const lane = this.#lanes.get(channel);
    const { refill } = this.#options;
    if (lane === undefined || refill === undefined || this.#stopped) return;
    if (!lane.overflowing || lane.refilling || lane.sender.size > this.#limits.waitingMax / 2) return;
    lane.refilling = true;
    lane.missed = false;
    void this.#fetch(lane, () => refill(channel, this.#limits.waitingMax)).finally(() => {
      lane.refilling = false;
      if (lane.overflowing && lane.sender.size === 0) this.#refillLater(channel);
    });
  }

  async #fetch(lane: Lane, read: () => Promise<readonly OutboxEntry[]>): Promise<void> {
    try {
      // What is done with would be read again.
      await this.#outcomes.flush();
      const entries = await read();
      lane.overflowing = lane.missed || entries.length >= this.#limits.waitingMax;
      lane.sender.leftInJournal = 0;
      for (const entry of entries) this.#add(lane, entry);
    } catch {
      // The journal can't answer now; what waits there is safe, and asked for again.
      lane.overflowing = true;
    }
  }

  #refillLater(channel: string): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#refill(channel);
    }, refillAgainMs);
    this.#timers.add(timer);
  }
}
