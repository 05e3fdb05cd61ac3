import type { AlarmSystem } from "../alerts/alarm-system.ts";
import { Dispatcher } from "../alerts/dispatcher.ts";
import { latestNeededMs } from "../alerts/limits.ts";
import type { AcknowledgeLinks } from "../alerts/notification/acknowledge-links.ts";
import { listenedUntilMs } from "../alerts/outages/last-heard.ts";
import type { OutageLedger } from "../alerts/outages/outage-ledger.ts";
import type { ConsoleSettings } from "../api/settings/console-settings.ts";
import { CommitGate, type CommitGateParts } from "../ingest/commit-gate.ts";
import { IngestCounters } from "../ingest/counters.ts";
import { defaultIngestLimits } from "../ingest/limits.ts";
import { Topology } from "../inventory/topology.ts";
import { openStore } from "../store/duckdb-store.ts";
import type { Recovered, Store } from "../store/store.ts";
import type { Clock } from "../telemetry/clock.ts";
import type { JournalBatch, JournalUnavailable } from "../telemetry/journal.ts";
import { openAcknowledgeLinks } from "./acknowledge-links.ts";
import { openAlarmDesk, resumeOutages } from "./alarm-desk.ts";
import type { Cleanup } from "./cleanup.ts";
import type { Configuration } from "./configuration.ts";
import { configurationDoubts } from "./configuration-doubts.ts";
import { readFoundations } from "./foundations.ts";
import { InventoryDesk } from "./inventory-desk.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Logger } from "./logger.ts";
import { type Memory, rememberFrom } from "./memory.ts";
import type { ConfigurationFault } from "./start-refused.ts";

/** What the core is opened with. */
export interface CoreOptions {
  readonly configuration: Configuration;
  /** Folder from which relative paths of the configuration start. */
  readonly folder: string;
  /** Folder of the data, absolute. */
  readonly data: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** False: nothing goes out; notifications wait in the journal for a platform that delivers. */
  readonly listen: boolean;
}

/** The way of a reading without its doors: journal, gate, alarms and notifications. */
export interface Core extends Memory {
  readonly store: Store;
  readonly recovered: Recovered;
  readonly gate: CommitGate;
  readonly counters: IngestCounters;
  readonly alarms: AlarmSystem;
  readonly outages: OutageLedger;
  /** Links that acknowledge; null without a public address. */
  readonly links: AcknowledgeLinks | null;
  readonly dispatcher: Dispatcher;
  readonly desk: InventoryDesk;
  readonly knowledge: Knowledge;
  readonly settings: ConsoleSettings;
  /** Whoever wants to be told of each committed batch, in this order; entered while the doors are still shut. */
  readonly committed: ((batch: JournalBatch) => void)[];
  /** Whoever wants to be told when the journal stops taking batches, and with null when it goes on. */
  readonly troubled: ((trouble: JournalUnavailable | null) => void)[];
}

const reportTrouble =
  (log: Logger) =>
  (trouble: JournalUnavailable | null): void => {
    if (trouble === null) log.info("the journal takes readings again");
    else log.error({ trouble: trouble.trouble, detail: trouble.message }, "the journal can't take readings");
  };

const openGate = (
  parts: Pick<Core, "store" | "counters" | "committed" | "troubled"> &
    CoreOptions & {
      readonly evaluate: CommitGateParts["evaluate"];
    },
): CommitGate =>
  new CommitGate({
    journal: parts.store,
    evaluate: parts.evaluate,
    onCommitted: (batch) => {
      for (const tell of parts.committed) tell(batch);
    },
    onTrouble: (trouble) => {
      for (const tell of parts.troubled) tell(trouble);
    },
    onFault: (error) => parts.log.error({ err: error }, "BUG: the commit gate survived a fault"),
    later: (run, delayMs) => void setTimeout(run, delayMs),
    clock: parts.clock,
    counters: parts.counters,
    limits: defaultIngestLimits,
  });

const keep = (kept: Promise<void>, log: Logger): void => {
  kept.catch((error: unknown) => log.error({ err: error }, "the key of acknowledge links is not kept"));
};

const reportDoubts = (doubts: readonly ConfigurationFault[], log: Logger): void => {
  for (const { path, value, message, fix } of doubts) log.warn({ path, value, fix }, message);
};

/** Opens the core from the disk up; throws StartRefused when what it has to know is wrong. */
export const openCore = async (options: CoreOptions, cleanup: Cleanup): Promise<Core> => {
  const { configuration, folder, data, clock, log } = options;
  const { knowledge, settings, channels } = readFoundations(configuration, folder, {
    channels: options.listen,
  });
  const store = await openStore({
    directory: data,
    limits: configuration.store,
    log: ({ level, message, data: facts }) => log[level](facts, message),
  });
  cleanup.add("journal", () => store.close());
  const recovered = await store.recover(clock() - latestNeededMs);
  const memory = rememberFrom(recovered);
  const counters = new IngestCounters();
  const committed: Core["committed"] = [];
  const troubled: Core["troubled"] = [reportTrouble(log)];
  const gate = openGate({
    ...{ ...options, store, counters, committed, troubled },
    evaluate: (arrivals, rows, nowMs) => evaluate(arrivals, rows, nowMs),
  });
  cleanup.add("commit gate", () => gate.close());
  const desk = new InventoryDesk(knowledge.inventory, {
    path: knowledge.inventoryPath,
    act: gate.act,
    changed: () => alarms.planChanged(new Topology(desk.current)),
  });
  const { links, enterKey } = openAcknowledgeLinks({ ...recovered, publicUrl: configuration.publicUrl });
  const { alarms, outages, evaluate } = openAlarmDesk({
    ...{ configuration, knowledge, recovered, links, clock, ...memory },
    inventory: () => desk.current,
  });
  reportDoubts(configurationDoubts(configuration, knowledge), log);
  if (options.listen) {
    resumeOutages({ act: gate.act, log }, outages, listenedUntilMs(recovered, clock()));
    if (enterKey !== null) keep(gate.act(enterKey), log);
  }
  const dispatcher = new Dispatcher({
    channels,
    act: gate.act,
    clock,
    random: Math.random,
    refill: (channel, rowsMax) => store.outbox({ channel, rowsMax }),
  });
  cleanup.add("notification dispatcher", () => dispatcher.stop());
  if (options.listen) committed.push((batch) => dispatcher.enqueue(batch.rows.notification));
  let committedAtMs = clock();
  committed.push((batch) => {
    committedAtMs = clock();
    memory.latest.apply(batch);
  });
  troubled.push((trouble) => {
    // Nobody could be heard meanwhile, but what the engine knew is still in memory.
    if (trouble !== null) return;
    alarms.interrupted(clock(), "kept");
    resumeOutages({ act: gate.act, log }, outages, committedAtMs);
  });
  return {
    ...memory,
    ...{ store, recovered, gate, counters, alarms, outages, links },
    ...{ dispatcher, desk, knowledge, settings, committed, troubled },
  };
};
