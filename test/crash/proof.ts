import { AlarmSystem } from "../../alerts/alarm-system.ts";
import { notificationIdOf } from "../../alerts/identity.ts";
import { defaultRulesPath, loadRules } from "../../alerts/rules/load.ts";
import { exampleProvincePath, loadInventory } from "../../inventory/load.ts";
import { openStore } from "../../store/duckdb-store.ts";
import type { Recovered, Store } from "../../store/store.ts";
import { HeardColumns } from "../../telemetry/arrivals.ts";
import { DeviceNumbers } from "../../telemetry/device-numbers.ts";
import { nodeCode, type SeriesId, siteCode } from "../../telemetry/identifiers.ts";
import { emptyRows, type NotificationRow, type TransitionRow } from "../../telemetry/journal.ts";
import { ReadingColumns } from "../../telemetry/reading-columns.ts";
import type { ReadingSlice } from "../../telemetry/reading-history.ts";
import { SeriesCatalog } from "../../telemetry/series-catalog.ts";
import { acknowledgedReadings, type Content, type Ledger, mainsPresent, runtimeOf } from "./device.ts";

const pageRows = 100_000;

/** What is to be proven. */
export interface Claim {
  readonly data: string;
  readonly rulesPath: string;
  readonly ledgers: readonly Ledger[];
  readonly content: Content;
  /** Channel that every transition is told to; null when there is none. */
  readonly channel: string | null;
}

/** What the journal holds and what is wrong with it. */
export interface Proof {
  readonly readings: number;
  readonly transitions: number;
  /** Ids of the notifications, in order. */
  readonly notifications: readonly string[];
  readonly faults: readonly string[];
}

interface StoredNode {
  readonly series: readonly SeriesId[];
  readonly slices: readonly ReadingSlice[];
}

const metrics = ["genset.runtime", "mains.present"] as const;

const catalogFrom = (recovered: Recovered): SeriesCatalog => {
  const catalog = new SeriesCatalog();
  for (const { site, node, metric, firstSeenAtMs } of recovered.series)
    catalog.add(site, node, metric, firstSeenAtMs);
  return catalog;
};

const storedOf = async (store: Store, catalog: SeriesCatalog, ledger: Ledger): Promise<StoredNode> => {
  const series = metrics.flatMap(
    (metric) => catalog.find(siteCode(ledger.site), nodeCode(ledger.node), metric)?.id ?? [],
  );
  const slices: ReadingSlice[] = [];
  for (const id of series) {
    slices.push(
      await store.readings({ series: id, fromMs: 0, toMs: Number.POSITIVE_INFINITY, rowsMax: 1_000_000 }),
    );
  }
  return { series, slices };
};

/** I1, I2: what was acknowledged is there; what is there was sent, each (series, ts) once. */
const readingFaults = (ledger: Ledger, stored: StoredNode, content: Content): string[] => {
  const { node, tsMs } = ledger;
  const numbers = new Map(tsMs.map((ts, number) => [ts, number]));
  const acknowledged = acknowledgedReadings(ledger);
  const faults: string[] = [];
  if (stored.slices.length < metrics.length) {
    return acknowledged === 0 ? [] : [`I1: ${node} acknowledged ${acknowledged} readings and has no series`];
  }
  for (const [place, { tsMs: times, value }] of stored.slices.entries()) {
    const metric = metrics[place] ?? "";
    const seen = new Set<number>();
    for (const [row, ts] of times.entries()) {
      const number = numbers.get(ts);
      if (number === undefined)
        faults.push(`I2: ${node} ${metric} has a reading at ${ts} that was never sent`);
      else if (seen.has(number)) faults.push(`I2: ${node} ${metric} has reading ${number} twice`);
      else if (value[row] !== (place === 0 ? runtimeOf(number) : Number(mainsPresent(number, content))))
        faults.push(`I2: ${node} ${metric} has ${value[row]} as reading ${number}`);
      if (number !== undefined) seen.add(number);
    }
    for (let number = 0; number < acknowledged; number++) {
      if (!seen.has(number))
        faults.push(`I1: ${node} ${metric} acknowledged reading ${number} is not stored`);
    }
  }
  return faults;
};

const readingsOf = ({ series, slices }: StoredNode): ReadingColumns => {
  const rows = slices[0]?.tsMs.length ?? 0;
  const columns = new ReadingColumns(rows * series.length);
  for (let row = 0; row < rows; row++) {
    for (const [place, slice] of slices.entries()) {
      const id = series[place];
      if (id !== undefined)
        columns.append(id, slice.tsMs[row] ?? 0, slice.value[row] ?? 0, slice.lagMs[row] ?? 0);
    }
  }
  return columns;
};

const referenceSystem = (catalog: SeriesCatalog, rulesPath: string): AlarmSystem => {
  const loaded = loadRules([defaultRulesPath, rulesPath]);
  const province = loadInventory(exampleProvincePath);
  if (!loaded.ok || !province.ok)
    throw new Error("BUG: the house of the crash run has wrong rules or inventory");
  return new AlarmSystem({
    rules: loaded.rules,
    catalog,
    devices: new DeviceNumbers(),
    describeSite: (code) => {
      const site = province.inventory.site(code);
      return site === null
        ? undefined
        : { name: site.name, operators: [site.owner, ...site.tenants], commune: site.commune };
    },
    routes: [],
    flapping: { flapTransitionsMin: Number.POSITIVE_INFINITY },
  });
};

/** What an alarm system that never stopped makes of the stored readings, in the order of each node. */
const referenceTransitions = (
  catalog: SeriesCatalog,
  claim: Claim,
  nodes: readonly StoredNode[],
): readonly TransitionRow[] => {
  const system = referenceSystem(catalog, claim.rulesPath);
  const rows = emptyRows();
  for (const node of nodes) {
    const arrivals = {
      fresh: readingsOf(node),
      behind: new ReadingColumns(0),
      heard: new HeardColumns(1),
      events: [],
    };
    system.evaluate(arrivals, rows, Date.now());
  }
  return rows.transition;
};

const allTransitions = async (store: Store): Promise<readonly TransitionRow[]> => {
  const all: TransitionRow[] = [];
  for (;;) {
    const page = await store.transitions({ afterSequence: all.at(-1)?.sequence ?? 0, rowsMax: pageRows });
    all.push(...page);
    if (page.length < pageRows) return all;
  }
};

/** I3: the transitions are those that the stored readings cause, each once, each as the reference has it. */
const transitionFaults = (
  recorded: readonly TransitionRow[],
  reference: readonly TransitionRow[],
): string[] => {
  const faults: string[] = [];
  const expected = new Map(reference.map((row) => [row.id, row]));
  const seen = new Set<string>();
  for (const [place, { id, sequence, node, event, eventAtMs, body }] of recorded.entries()) {
    const what = `${node} ${event} at ${eventAtMs}`;
    if (sequence !== place + 1) faults.push(`I3: transition ${place + 1} has the sequence ${sequence}`);
    if (seen.has(id)) faults.push(`I3: ${what} is recorded twice`);
    seen.add(id);
    const wanted = expected.get(id);
    if (wanted === undefined) faults.push(`I3: ${what} is recorded, but no stored reading causes it`);
    else if (wanted.body !== body)
      faults.push(`I3: ${what} is recorded as ${body}, the reference has ${wanted.body}`);
  }
  for (const { id, node, event, eventAtMs } of reference) {
    if (!seen.has(id)) faults.push(`I3: ${node} ${event} at ${eventAtMs} is not recorded, its reading is`);
  }
  return faults;
};

const allNotifications = async (store: Store): Promise<readonly NotificationRow[]> => {
  const all: NotificationRow[] = [];
  for (;;) {
    const page = await store.notifications({ before: all.at(-1)?.id ?? null, rowsMax: pageRows });
    all.push(...page);
    if (page.length < pageRows) return all.reverse();
  }
};

/** I5: a notification speaks of a transition that is recorded, of its very alarm, and is there once. */
export const strayNotifications = (
  recorded: readonly Pick<TransitionRow, "id" | "alarm">[],
  notifications: readonly Pick<NotificationRow, "id" | "transition" | "body">[],
): string[] => {
  const alarms = new Map(recorded.map(({ id, alarm }) => [id, alarm]));
  const seen = new Set<string>();
  return notifications.flatMap(({ id, transition, body }) => {
    const isTwice = seen.has(id);
    seen.add(id);
    const alarm = alarms.get(transition);
    return [
      ...(isTwice ? [`I5: notification ${id} is there twice`] : []),
      ...(alarm === undefined
        ? [`I5: notification ${id} tells of transition ${transition}, which is not recorded`]
        : body.includes(`"${alarm}"`)
          ? []
          : [`I5: notification ${id} does not speak of alarm ${alarm}, whose transition it tells`]),
    ];
  });
};

/** What of a transition decides whether it is to be told. */
type Spoken = Pick<TransitionRow, "id" | "alarm" | "event" | "recordedAtMs">;

/** The transitions of one alarm that have to be told, in order: all but a raise that ended in its own batch. */
const toldOf = (rows: readonly Spoken[], isTold: (row: Spoken) => boolean): readonly Spoken[] =>
  rows.filter((row, place) => {
    const isEnd = row.event === "cleared";
    const [raised, cleared] = isEnd ? [rows[place - 1], row] : [row, rows[place + 1]];
    if (raised === undefined || cleared === undefined || isTold(raised)) return true;
    return cleared.recordedAtMs > raised.recordedAtMs;
  });

/** I5: each transition is told once, those of one alarm in their order. */
export const notificationFaults = (
  channel: string | null,
  recorded: readonly Spoken[],
  notifications: readonly string[],
): string[] => {
  if (channel === null) return notifications.map((id) => `I5: notification ${id} goes nowhere`);
  const told = new Set(notifications);
  const idOf = ({ id }: Spoken): string => notificationIdOf(id, channel);
  const byAlarm = Map.groupBy(recorded, ({ alarm }) => alarm);
  return [...byAlarm].flatMap(([alarm, rows]) => {
    const own = new Set(rows.map(idOf));
    const heard = notifications.filter((id) => own.has(id));
    const wanted = toldOf(rows, (row) => told.has(idOf(row))).map(idOf);
    if (JSON.stringify(wanted) === JSON.stringify(heard)) return [];
    return [
      `I5: alarm ${alarm} has ${heard.length} notifications and should have ${wanted.length}, in order`,
    ];
  });
};

/** Opens the data of a platform that does not run and holds it against what the devices know. */
export const prove = async (claim: Claim): Promise<Proof> => {
  const store = await openStore({ directory: claim.data });
  try {
    const recovered = await store.recover(0);
    const catalog = catalogFrom(recovered);
    const nodes: StoredNode[] = [];
    for (const ledger of claim.ledgers) nodes.push(await storedOf(store, catalog, ledger));
    const recorded = await allTransitions(store);
    const told = await allNotifications(store);
    const notifications = told.map(({ id }) => id);
    const outbox = recovered.outbox.map(
      ({ row }) => `I5: notification ${row.id} is neither delivered nor dead`,
    );
    const faults = [
      ...claim.ledgers.flatMap((ledger, place) => {
        const node = nodes[place];
        return node ? readingFaults(ledger, node, claim.content) : [];
      }),
      ...transitionFaults(recorded, referenceTransitions(catalog, claim, nodes)),
      ...notificationFaults(claim.channel, recorded, notifications),
      ...strayNotifications(recorded, told),
      ...outbox,
    ];
    const readings = nodes.flatMap(({ slices }) => slices).reduce((sum, { tsMs }) => sum + tsMs.length, 0);
    return { readings, transitions: recorded.length, notifications, faults };
  } finally {
    await store.close();
  }
};
