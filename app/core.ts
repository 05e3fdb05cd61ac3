import { AlarmSystem } from "../alerts/alarm-system.ts";
import { Dispatcher } from "../alerts/dispatcher.ts";
import { latestNeededMs } from "../alerts/limits.ts";
import { OutageLedger } from "../alerts/outages/outage-ledger.ts";
import { describeFrom } from "../alerts/site-description.ts";
import { CommitGate, type CommitGateParts } from "../ingest/commit-gate.ts";
import { IngestCounters } from "../ingest/counters.ts";
import { defaultIngestLimits } from "../ingest/limits.ts";
import { openStore } from "../store/duckdb-store.ts";
import type { Recovered, Store } from "../store/store.ts";
import type { Clock } from "../telemetry/clock.ts";
import type { JournalBatch, JournalUnavailable } from "../telemetry/journal.ts";
import type { Cleanup } from "./cleanup.ts";
import type { Configuration } from "./configuration.ts";
import { readFoundations } from "./foundations.ts";
import { InventoryDesk } from "./inventory-desk.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Logger } from "./logger.ts";
import { type Memory, rememberFrom } from "./memory.ts";
import { plannedNumberOf } from "./planned-number.ts";

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
  readonly dispatcher: Dispatcher;
  readonly desk: InventoryDesk;
  readonly knowledge: Knowledge;
  /** Whoever wants to be told of each committed batch, in this order; entered while the doors are still shut. */
  readonly committed: ((batch: JournalBatch) => void)[];
  /** Whoever wants to be told when the journal stops taking batches, and with null when it goes on. */
  readonly troubled: ((trouble: JournalUnavailable | null) => void)[];
}

type Evaluate = CommitGateParts["evaluate"];

const reportTrouble =
  (log: Logger) =>
  (trouble: JournalUnavailable | null): void => {
    if (trouble === null) log.info("the journal takes readings again");
    else log.error({ trouble: trouble.trouble, detail: trouble.message }, "the journal can't take readings");
  };

const openGate = (
  parts: Pick<Core, "store" | "counters" | "committed" | "troubled"> &
    CoreOptions & {
      readonly evaluate: Evaluate;
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

const openAlarms = (
  parts: Pick<Core, "catalog" | "deviceNumbers" | "knowledge" | "recovered"> &
    CoreOptions & { readonly inventory: () => Knowledge["inventory"]; readonly outages: OutageLedger },
): AlarmSystem => {
  const { catalog, deviceNumbers: devices, knowledge, configuration, inventory, outages } = parts;
  const alarms = new AlarmSystem({
    rules: knowledge.rules,
    catalog,
    devices,
    describeSite: (code) => describeFrom(inventory(), code),
    routes: configuration.routes,
    plannedNumber: plannedNumberOf(inventory),
    flapping: configuration.alarms,
    followers: [(change, recording) => outages.follow(change, recording)],
  });
  alarms.restore(parts.recovered, parts.clock());
  outages.restore(
    parts.recovered.outages,
    alarms.list().filter(({ isCleared }) => !isCleared),
  );
  return alarms;
};

/** Opens the core from the disk up; throws StartRefused when what it has to know is wrong. */
export const openCore = async (options: CoreOptions, cleanup: Cleanup): Promise<Core> => {
  const { configuration, folder, data, clock, log } = options;
  const { knowledge, channels } = readFoundations(configuration, folder, { channels: options.listen });
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
  const outages = new OutageLedger({ alarmOf: (id) => alarms.get(id) });
  const alarms = openAlarms({
    ...options,
    ...memory,
    ...{ knowledge, recovered, outages, inventory: () => desk.current },
  });
  // Time passes after the arrivals of a batch: silence must not be judged without what has just been heard.
  const evaluate: Evaluate = (arrivals, rows, nowMs) => {
    alarms.evaluate(arrivals, rows, nowMs);
    if (alarms.due(nowMs)) alarms.tick(rows, nowMs);
  };
  const gate = openGate({ ...options, store, counters, committed, troubled, evaluate });
  cleanup.add("commit gate", () => gate.close());
  const desk = new InventoryDesk(knowledge.inventory, {
    path: knowledge.inventoryPath,
    act: gate.act,
    changed: () => alarms.planChanged(),
  });
  const dispatcher = new Dispatcher({
    channels,
    act: gate.act,
    clock,
    random: Math.random,
    refill: (channel, rowsMax) => store.outbox({ channel, rowsMax }),
  });
  cleanup.add("notification dispatcher", () => dispatcher.stop());
  if (options.listen) committed.push((batch) => dispatcher.enqueue(batch.rows.notification));
  committed.push((batch) => memory.latest.apply(batch));
  troubled.push((trouble) => {
    // Nobody could be heard meanwhile, but what the engine knew is still in memory.
    if (trouble === null) alarms.interrupted(clock(), "kept");
  });
  return {
    ...memory,
    store,
    recovered,
    gate,
    counters,
    alarms,
    outages,
    dispatcher,
    desk,
    knowledge,
    committed,
    troubled,
  };
};
