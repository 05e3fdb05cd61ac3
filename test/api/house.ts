import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { AlarmSystem } from "../../alerts/alarm-system.ts";
import { Dispatcher } from "../../alerts/dispatcher.ts";
import { latestNeededMs } from "../../alerts/limits.ts";
import { OutageLedger } from "../../alerts/outages/outage-ledger.ts";
import type { PlannedNumber } from "../../alerts/program.ts";
import { defaultRulesPath, loadRules } from "../../alerts/rules/load.ts";
import type { Rule } from "../../alerts/rules/rule.ts";
import type { Api } from "../../api/api.ts";
import { buildApi } from "../../api/build-api.ts";
import type { ApiContext, InventoryFile } from "../../api/context.ts";
import { openField } from "../../api/field/field.ts";
import { makeApiKey } from "../../api/identity/api-key-registry.ts";
import { restoreIdentity } from "../../api/identity/identity.ts";
import type { Role } from "../../api/identity/role.ts";
import { scopeSchema } from "../../api/identity/scope.ts";
import { type ApiLimits, defaultApiLimits } from "../../api/limits.ts";
import { defaultConsoleSettings } from "../../api/settings/console-settings.ts";
import { StreamHub } from "../../api/stream/hub.ts";
import { openTmf } from "../../api/tmf/tmf.ts";
import { readRules } from "../../app/knowledge.ts";
import { RuleFiles } from "../../app/rule-book.ts";
import { RulesDesk } from "../../app/rules-desk.ts";
import { CommandDesk } from "../../ingest/commands/command-desk.ts";
import { CommitGate } from "../../ingest/commit-gate.ts";
import { IngestCounters } from "../../ingest/counters.ts";
import { Intake } from "../../ingest/intake.ts";
import { defaultIngestLimits } from "../../ingest/limits.ts";
import { NewestTimes } from "../../ingest/newest.ts";
import { Publisher } from "../../ingest/publisher.ts";
import { Quarantine } from "../../ingest/quarantine.ts";
import { DeviceRegistry } from "../../inventory/device-registry.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { type Scope, wholeScope } from "../../inventory/visibility.ts";
import { exportYaml, parseInventoryYaml } from "../../inventory/yaml-format.ts";
import { openStore } from "../../store/duckdb-store.ts";
import { LatestValues } from "../../store/latest-values.ts";
import { DeviceNumbers } from "../../telemetry/device-numbers.ts";
import { deviceId, nodeCode, siteCode } from "../../telemetry/identifiers.ts";
import type { Journal, JournalBatch } from "../../telemetry/journal.ts";
import { SeriesCatalog } from "../../telemetry/series-catalog.ts";

/** The instant at which the tests' clock begins. */
export const startMs = Date.parse("2026-01-31T03:00:00.000Z");

const inventoryYaml = `operators:
  - { code: VTL, name: Viettel }
  - { code: VNP, name: VinaPhone }
  - { code: MBF, name: MobiFone }
communes:
  - { code: "25195", name: Bù Đốp, province: "75", validFrom: 2025-07-01 }
  - { code: "25196", name: Lộc Ninh, province: "75", validFrom: 2025-07-01 }
sites:
  - { code: SHARED, name: Chung, commune: "25195", owner: VTL, tenants: [VTL, VNP], travelMinutes: 45 }
  - { code: VTL1, name: Viettel 1, commune: "25195", owner: VTL, travelMinutes: 10 }
  - { code: VNP1, name: Vina 1, commune: "25196", owner: VNP, travelMinutes: 10 }
nodes:
  - { site: SHARED, code: pwr, kind: power }
  - { site: SHARED, code: bts-vtl, kind: bts, technology: 4G, operator: VTL, poweredBy: pwr }
  - { site: SHARED, code: bts-vnp, kind: bts, technology: 4G, operator: VNP, poweredBy: pwr }
  - { site: VTL1, code: pwr, kind: power }
  - { site: VNP1, code: pwr, kind: power }
links:
  - { code: hop-1, from: SHARED/bts-vtl, to: VTL1/pwr, kind: microwave }
  - { code: hop-2, from: SHARED/bts-vnp, to: VNP1/pwr, kind: microwave }
core: [VTL1/pwr]
`;

const inventoryOf = (yaml: string): Inventory => {
  const result = parseInventoryYaml(yaml, "test");
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.inventory;
};

/** What a test may choose. */
export interface HouseOptions {
  readonly directory?: string;
  /** Takes the clean-ups of a house that outlives one test. */
  readonly cleanUp?: (close: () => Promise<void>) => void;
  readonly limits?: Partial<ApiLimits>;
  /** False: listeners of TMF642 must have public addresses; the tests' own are on this machine. */
  readonly privateListeners?: boolean;
  readonly context?: Partial<ApiContext>;
  /** What the plan promises of a node; left out: nothing. */
  readonly plannedNumber?: PlannedNumber;
  /** Stands between the gate and the store. */
  readonly journal?: (store: Journal) => Journal;
}

/** A directory that is removed when the test is over. */
export const temporaryDirectory = (cleanUp: HouseOptions["cleanUp"] = onTestFinished): string => {
  const directory = mkdtempSync(join(tmpdir(), "tramcanh-api-"));
  cleanUp(async () => rmSync(directory, { recursive: true, force: true }));
  return directory;
};

let defaultRules: readonly Rule[] | null = null;

/** Read once for all houses: nothing changes a rule. */
const rulesOf = (): readonly Rule[] => {
  if (defaultRules !== null) return defaultRules;
  const loaded = loadRules([defaultRulesPath]);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors));
  defaultRules = loaded.rules;
  return defaultRules;
};

const openJournal = async (directory: string, nowMs: number) => {
  const store = await openStore({ directory });
  const recovered = await store.recover(nowMs - latestNeededMs);
  const catalog = new SeriesCatalog();
  for (const { site, node, metric, firstSeenAtMs } of recovered.series) {
    catalog.add(site, node, metric, firstSeenAtMs);
  }
  const latest = new LatestValues();
  latest.restore(recovered.latest);
  const devices = new DeviceRegistry();
  devices.restore(recovered.documents);
  const commands = new CommandDesk();
  commands.restore(recovered.documents);
  return { store, recovered, catalog, latest, devices, commands };
};

const pageOf = (directory: string): string => {
  const folder = join(directory, "page");
  mkdirSync(join(folder, "assets"), { recursive: true });
  for (const file of [
    "index.html",
    "icon.svg",
    "manifest.webmanifest",
    "service-worker.js",
    "assets/page.js",
  ]) {
    writeFileSync(join(folder, file), file);
  }
  return folder;
};

/** Everything below the API. */
const openCore = async (options: HouseOptions, limits: ApiLimits) => {
  const directory = options.directory ?? temporaryDirectory(options.cleanUp);
  const time = { nowMs: startMs };
  const clock = () => time.nowMs;
  const { store, recovered, catalog, latest, devices, commands } = await openJournal(directory, time.nowMs);
  const inForce = { inventory: inventoryOf(inventoryYaml) };
  const numbers = new DeviceNumbers();
  const rules = rulesOf();
  const outages = new OutageLedger({ alarmOf: (id) => alarms.get(id) });
  const alarms = new AlarmSystem({
    rules,
    catalog,
    devices: numbers,
    describeSite: () => undefined,
    routes: [],
    plannedNumber: options.plannedNumber ?? (() => undefined),
    followers: [(change, recording) => outages.follow(change, recording)],
  });
  alarms.restore(recovered, time.nowMs);
  outages.restore(recovered.outages, []);
  const faults: unknown[] = [];
  const identity = restoreIdentity(recovered, limits, time.nowMs);
  const hub = new StreamHub({
    transitions: (query) => store.transitions(query),
    identity,
    clock,
    limits,
    catalog,
    latest,
    alarms,
    inventory: () => inForce.inventory,
    lastTransitionSequence: recovered.lastTransitionSequence,
    onFault: (fault) => faults.push(fault),
  });
  const counters = new IngestCounters();
  const committed: ((batch: JournalBatch) => void)[] = [];
  const gate = new CommitGate({
    journal: options.journal?.(store) ?? store,
    evaluate: (arrivals, rows, nowMs) => alarms.evaluate(arrivals, rows, nowMs),
    onCommitted: (batch) => {
      latest.apply(batch);
      hub.committed(batch);
      for (const tell of committed) tell(batch);
    },
    onTrouble: () => {},
    onFault: (fault) => faults.push(fault),
    later: (run, delayMs) => setTimeout(run, Math.min(delayMs, 10)),
    clock,
    counters,
    limits: defaultIngestLimits,
  });
  const tmf = openTmf({
    ...{ recovered, alarms, act: gate.act, clock, random: () => 0, identity, limits },
    inventory: () => inForce.inventory,
    transitions: (query) => store.transitions(query),
    http: { allowPrivateAddress: options.privateListeners ?? true, timeoutMs: 2_000 },
    onFault: (fault) => faults.push(fault),
  });
  committed.push((batch) => tmf.hub.committed(batch));
  const photoDirectory = join(directory, "photos");
  const field = openField({ documents: recovered.documents, photoDirectory, limits });
  return {
    ...{ directory, time, clock, store, catalog, latest, devices, commands, inForce, numbers, rules, tmf },
    ...{ field, alarms, outages, faults, identity, hub, counters, gate },
  };
};

type Core = Awaited<ReturnType<typeof openCore>>;

const inventoryFileOf = ({ inForce, gate }: Core): InventoryFile => ({
  export: () => exportYaml(inForce.inventory),
  replace: async (yaml, record) => {
    const result = parseInventoryYaml(yaml, "test");
    if (!result.ok) {
      return { ok: false, faults: result.errors.map((error) => ({ ...error, path: `line ${error.row}` })) };
    }
    inForce.inventory = result.inventory;
    await gate.act(record);
    return { ok: true, sites: result.inventory.sites.length, nodes: result.inventory.nodes.length };
  },
});

/** How a device of the tests publishes: through the real intake. */
const publisherOf = ({ time, numbers, catalog, counters, gate, commands }: Core) => {
  let rowIds = 0;
  const limits = defaultIngestLimits;
  const newId = (): string => `q${String(rowIds++).padStart(6, "0")}`;
  const quarantine = new Quarantine({ counters, limits, newId });
  const controllerOf = () => nodeCode("ctl");
  const intake = new Intake(
    { catalog, newest: new NewestTimes(), quarantine, counters, limits, controllerOf, commands },
    gate,
  );
  const publishers = new Map<string, Publisher>();
  const publisherAt = (site: string): Publisher => {
    const id = deviceId(`${site}-ctl`);
    const known = publishers.get(site) ?? new Publisher(id, siteCode(site), numbers.of(id));
    publishers.set(site, known);
    return known;
  };
  const publish = (topic: string, message: unknown): Promise<void> =>
    new Promise((resolve) => {
      const publisher = publisherAt(topic.split("/")[1] ?? "");
      const payload = Buffer.from(typeof message === "string" ? message : JSON.stringify(message));
      intake.take({ publisher, topic, payload, receivedAtMs: time.nowMs }, () => resolve());
    });
  /** Raises or clears an alarm that the device reports itself. */
  const deviceAlarm = (node: string, type: string, cleared = false): Promise<void> =>
    publish(`sites/${node}/alarm`, { ts: time.nowMs, type, severity: "major", cleared, text: type });
  return { intake, publish, deviceAlarm };
};

/** Makes keys for programs without the API. */
const keyMaker =
  ({ time, gate, identity }: Core) =>
  async (role: Role, scope: Scope = wholeScope): Promise<string> => {
    const facts = { name: role, role, scope, createdBy: "test", expiresAtMs: null };
    const made = makeApiKey(facts, time.nowMs);
    await gate.act((rows, nowMs) => {
      rows.document.push(identity.apiKeys.add(made.key, nowMs));
    });
    return made.text;
  };

/** Rule files of the house's own folder over the default rules. */
const ruleBookOf = ({ directory, gate, store, catalog, inForce, rules, alarms }: Core): RuleFiles => {
  const configuration = { rules: [], data: directory };
  const inventory = () => inForce.inventory;
  const desk = new RulesDesk(rules, {
    read: () => readRules(configuration, directory, inventory()),
    act: gate.act,
    changed: (changed) => alarms.rulesChanged(changed),
  });
  return new RuleFiles({
    configuration,
    folder: directory,
    act: gate.act,
    journal: store,
    catalog,
    inventory,
    desk,
  });
};

/** The house without broker: real store, gate, intake, alarm system and API, on a clock that the test steps. */
export const openHouse = async (options: HouseOptions = {}) => {
  const limits = { ...defaultApiLimits, ...options.limits };
  const core = await openCore(options, limits);
  const { directory, gate, store, inForce, rules } = core;
  const revoked: string[] = [];
  const commanded: string[] = [];
  const context: ApiContext = {
    ...core,
    version: "0.1.0",
    log: pino({ level: "silent" }),
    act: gate.act,
    history: core.store,
    inventory: () => inForce.inventory,
    inventoryFile: inventoryFileOf(core),
    deviceRevoked: (device) => revoked.push(device),
    commandAsked: (device) => commanded.push(device),
    rules: () => rules,
    rulesFile: {
      reload: async (record) => {
        await gate.act(record);
        return { ok: true, rules: rules.length };
      },
    },
    ruleBook: ruleBookOf(core),
    routing: { routes: [], escalation: {}, rota: { people: {}, teams: {} } },
    channels: () => [],
    settings: defaultConsoleSettings,
    dispatcher: new Dispatcher({ channels: [], act: gate.act, clock: core.clock, random: () => 0 }),
    readiness: () => ({ ready: true, checks: [{ name: "journal", ok: true, detail: "writes" }] }),
    figures: [],
    pageDirectory: pageOf(directory),
    secureCookies: false,
    limits,
    ...options.context,
  };
  const api: Api = await buildApi(context);
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => {
    closing ??= api
      .close()
      .then(() => core.tmf.hub.stop())
      .then(() => gate.close())
      .then(() => store.close());
    return closing;
  };
  (options.cleanUp ?? onTestFinished)(close);
  const listen = async (): Promise<string> => {
    await api.listen({ host: "127.0.0.1", port: 0 });
    const address: AddressInfo | string | null = api.server.address();
    if (address === null || typeof address === "string") throw new Error("not listening on a port");
    return `http://127.0.0.1:${address.port}`;
  };
  return {
    ...core,
    ...publisherOf(core),
    api,
    context,
    revoked,
    commanded,
    key: keyMaker(core),
    listen,
    close,
  };
};

/** The house of a test. */
export type House = Awaited<ReturnType<typeof openHouse>>;

/** Headers of a program's request. */
export const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });

const scopeOf = (operators: "all" | readonly string[], communes: "all" | readonly string[]): Scope =>
  scopeSchema.parse({ operators, communes });

/** Scopes of the tests: everything, one operator, one commune, another operator that has nothing here. */
export const scopes = {
  whole: wholeScope,
  vtl: scopeOf(["VTL"], "all"),
  vnp: scopeOf(["VNP"], "all"),
  mbf: scopeOf(["MBF"], "all"),
  locNinh: scopeOf("all", ["25196"]),
};

/** One house for all tests of a describe block, for those that leave it as they found it. */
export const sharedHouse = (options: HouseOptions = {}): { readonly current: House } => {
  const cleanUps: (() => Promise<void>)[] = [];
  const shared: { house: House | null } = { house: null };
  beforeAll(async () => {
    shared.house = await openHouse({ ...options, cleanUp: (close) => cleanUps.push(close) });
  });
  afterAll(async () => {
    for (const close of cleanUps.reverse()) await close();
  });
  return {
    get current() {
      if (!shared.house) throw new Error("the house opens before the first test");
      return shared.house;
    },
  };
};
