import { CommandDesk } from "../../ingest/commands/command-desk.ts";
import { CommitGate, type CommitGateParts } from "../../ingest/commit-gate.ts";
import { IngestCounters } from "../../ingest/counters.ts";
import { Intake } from "../../ingest/intake.ts";
import { defaultIngestLimits, type IngestLimits } from "../../ingest/limits.ts";
import { NewestTimes } from "../../ingest/newest.ts";
import { Publisher } from "../../ingest/publisher.ts";
import { Quarantine } from "../../ingest/quarantine.ts";
import type { DeviceEvent } from "../../telemetry/device-event.ts";
import { deviceId, nodeCode, siteCode } from "../../telemetry/identifiers.ts";
import type { CommitReceipt, Journal, JournalBatch, QuarantineRow } from "../../telemetry/journal.ts";
import { SeriesCatalog } from "../../telemetry/series-catalog.ts";

/** The instant at which the tests' messages are received. */
export const nowMs = 1_732_330_000_000;

interface WaitingCommit {
  readonly batch: JournalBatch;
  readonly again: boolean;
  readonly settle: PromiseWithResolvers<CommitReceipt>;
}

/** A journal whose commits settle when the test says so. */
export class SteppedJournal implements Journal {
  readonly waiting: WaitingCommit[] = [];
  /** False: commits settle by themselves. */
  stepped = true;
  readonly #arrivals: (() => void)[] = [];

  commit(batch: JournalBatch, again: boolean): Promise<CommitReceipt> {
    const settle = Promise.withResolvers<CommitReceipt>();
    if (!this.stepped) return Promise.resolve({ duplicates: 0 });
    this.waiting.push({ batch, again, settle });
    for (const arrived of this.#arrivals.splice(0)) arrived();
    return settle.promise;
  }

  /** The next commit, as soon as it is asked for. */
  async next(): Promise<WaitingCommit> {
    while (this.waiting.length === 0) await new Promise<void>((resolve) => this.#arrivals.push(resolve));
    const commit = this.waiting.shift();
    if (!commit) throw new Error("no commit waits");
    return commit;
  }
}

/** A reading as a test reads it. */
export interface SeenReading {
  readonly metric: string;
  readonly tsMs: number;
  readonly value: number;
  readonly lagMs: number;
}

/** What an intake has put into the batch that gathers. */
export interface Seen {
  readonly fresh: SeenReading[];
  readonly behind: SeenReading[];
  readonly quarantine: readonly QuarantineRow[];
  readonly events: readonly DeviceEvent[];
}

/** An intake before a stepped journal, without broker and alarms. */
export const openIntake = (
  options: {
    limits?: Partial<IngestLimits>;
    parts?: Partial<CommitGateParts>;
    /** Series that are there already: site, node, metric. */
    known?: readonly (readonly [site: string, node: string, metric: string])[];
  } = {},
) => {
  const counters = new IngestCounters();
  const limits = { ...defaultIngestLimits, ...options.limits };
  const journal = new SteppedJournal();
  const catalog = new SeriesCatalog();
  for (const [site, node, metric] of options.known ?? []) {
    catalog.add(siteCode(site), nodeCode(node), metric, nowMs);
  }
  const faults: unknown[] = [];
  const gate = new CommitGate({
    journal,
    evaluate: () => {},
    onCommitted: () => {},
    onTrouble: () => {},
    onFault: (fault) => faults.push(fault),
    later: (run) => setImmediate(run),
    clock: () => nowMs,
    counters,
    limits,
    ...options.parts,
  });
  let ids = 0;
  const quarantine = new Quarantine({ counters, limits, newId: () => `q${ids++}` });
  const controllerOf = () => nodeCode("ctl");
  const commands = new CommandDesk();
  const intake = new Intake(
    { catalog, newest: new NewestTimes(), quarantine, counters, limits, controllerOf, commands },
    gate,
  );
  const publisher = new Publisher(deviceId("BPH0001-ctl"), siteCode("BPH0001"), 0);
  const send = (payload: string | Buffer, topic = "sites/BPH0001/pwr/telemetry", release = () => {}): void =>
    intake.take({ publisher, topic, payload: Buffer.from(payload), receivedAtMs: nowMs }, release);
  const seen = (): Seen => {
    const { fresh, behind, rows, events } = gate.gathering;
    const read = (columns: typeof fresh): SeenReading[] =>
      Array.from({ length: columns.length }, (_none, row) => ({
        metric: catalog.at(columns.series[row] ?? -1)?.metricName ?? "?",
        tsMs: columns.tsMs[row] ?? 0,
        value: columns.value[row] ?? 0,
        lagMs: columns.lagMs[row] ?? 0,
      }));
    return { fresh: read(fresh), behind: read(behind), quarantine: rows.quarantine, events };
  };
  return { gate, intake, commands, journal, counters, catalog, publisher, faults, send, seen };
};
