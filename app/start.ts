import { randomUUID } from "node:crypto";
import { join, resolve } from "node:path";
import type { Api } from "../api/api.ts";
import { buildApi } from "../api/build-api.ts";
import { openField } from "../api/field/field.ts";
import { makeApiKey } from "../api/identity/api-key-registry.ts";
import { ensureFirstAdministrator, type Identity, restoreIdentity } from "../api/identity/identity.ts";
import { defaultApiLimits } from "../api/limits.ts";
import type { ConsoleSettings } from "../api/settings/console-settings.ts";
import { StreamHub } from "../api/stream/hub.ts";
import { openTmf, type Tmf } from "../api/tmf/tmf.ts";
import { Broker } from "../broker/broker.ts";
import { BrokerCounters } from "../broker/counters.ts";
import { defaultBrokerLimits } from "../broker/limits.ts";
import type { Listener } from "../broker/listeners.ts";
import { Intake } from "../ingest/intake.ts";
import { defaultIngestLimits } from "../ingest/limits.ts";
import { Quarantine } from "../ingest/quarantine.ts";
import { controllerNode } from "../inventory/controller-node.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { wholeScope } from "../inventory/visibility.ts";
import type { InfluxExport } from "../store/export/influx-export.ts";
import type { SiteCode } from "../telemetry/identifiers.ts";
import type { ReadingHistory } from "../telemetry/reading-history.ts";
import { channelHealth } from "./channels.ts";
import { Cleanup } from "./cleanup.ts";
import { closedDoorOf } from "./closed-door.ts";
import { CommandCourier } from "./command-courier.ts";
import type { Configuration } from "./configuration.ts";
import { removeControl, writeControl } from "./control-file.ts";
import { type Core, type CoreOptions, openCore } from "./core.ts";
import { exportCheck, openExport } from "./export.ts";
import { platformFigures } from "./figures.ts";
import { openHistory } from "./history.ts";
import { readRules } from "./knowledge.ts";
import { listenerOptions } from "./listener-options.ts";
import type { Logger } from "./logger.ts";
import { packageVersion } from "./package.ts";
import { pageDirectoryOf } from "./page-directory.ts";
import { readinessOf } from "./readiness.ts";
import { RuleFiles } from "./rule-book.ts";
import { RulesDesk } from "./rules-desk.ts";

/** How the platform is started. */
export interface StartOptions {
  readonly configuration: Configuration;
  /** Folder from which relative paths of the configuration start. */
  readonly folder: string;
  readonly log: Logger;
  /** False: nothing listens; commands ask the API from within. */
  readonly listen: boolean;
  /** Password of the first administrator, who is made when the platform listens; one is made up when left out. */
  readonly adminPassword?: string | undefined;
}

/** A running platform. */
export interface Platform {
  readonly api: Api;
  /** The ways in for devices; empty when nothing listens. */
  readonly mqtt: readonly Listener[];
  /** Base URL of the HTTP side; null when it does not listen. */
  readonly http: string | null;
  /** An administrator's key that lives as long as this process, for commands on the same machine. */
  readonly controlKey: string;
  /** Password made up for the first administrator; null when there was one, it was given, or nothing listens. */
  readonly generatedPassword: string | null;
  /** The inventory in force. */
  inventory(): Inventory;
  /** Reads the rule files anew; with any error the old rules stay and the log says why. */
  reloadRules(): Promise<void>;
  /** Gives everything back in reverse order; twice does no harm. */
  stop(): Promise<void>;
}

const cleanupStepMsMax = 40_000;
const tickMs = 100;

/**
 * Builds the house from the disk up and opens its doors last; resolves when there is an administrator too. Throws StartRefused when configuration, rules or
 * inventory are wrong; what was acquired before a failure is given back.
 */
export const startPlatform = async (options: StartOptions): Promise<Platform> => {
  const { configuration, folder, log, listen } = options;
  const cleanup = new Cleanup(cleanupStepMsMax, (name, error) =>
    log.error({ name, err: error }, "clean-up failed"),
  );
  try {
    const coreOptions = {
      configuration,
      folder,
      log,
      data: resolve(folder, configuration.data),
      clock: Date.now,
      listen,
    };
    const core = await openCore(coreOptions, cleanup);
    const identity = restoreIdentity(core.recovered, defaultApiLimits, coreOptions.clock());
    const { broker, brokerCounters, courier } = buildBroker(core, coreOptions);
    const influx = openExport(core, coreOptions, cleanup);
    const history = openHistory(core, coreOptions, cleanup);
    const tmf = openListeners(core, identity, coreOptions);
    cleanup.add("TMF642 listeners", () => tmf.hub.stop());
    const rules = openRules(core, coreOptions);
    const api = await openApi({
      ...{ rules, core, identity, tmf, broker, brokerCounters, courier, influx, history },
      options: coreOptions,
    });
    cleanup.add("HTTP", () => api.close());
    const controlKey = makeControlKey(identity, coreOptions.clock());
    const doors = listen
      ? await openDoors({ core, api, broker, courier, controlKey, options: coreOptions }, cleanup)
      : { mqtt: [], http: null };
    // After the doors: with a full disk this waits for room, and /readyz has to say so meanwhile.
    const { generatedPassword } = await firstAdministrator(identity, core, options);
    return {
      api,
      ...doors,
      controlKey,
      generatedPassword,
      inventory: () => core.desk.current,
      reloadRules: () => reloadBySignal(rules, identity, log),
      stop: () => cleanup.run(),
    };
  } catch (error) {
    await cleanup.run();
    throw closedDoorOf(error, configuration);
  }
};

const openRules = ({ knowledge, desk, gate, alarms }: Core, { configuration, folder }: CoreOptions) =>
  new RulesDesk(knowledge.rules, {
    read: () => readRules(configuration, folder, desk.current),
    act: gate.act,
    changed: (rules) => alarms.rulesChanged(rules),
  });

const reloadBySignal = async (rules: RulesDesk, { audit }: Identity, log: Logger): Promise<void> => {
  try {
    const entry = { actor: "signal", action: "rules.reload", target: "rules", detail: {} };
    const reload = await rules.reload((rows, nowMs) => audit.append(rows, entry, nowMs));
    if (reload.ok) log.info({ rules: reload.rules }, "the rules were read anew");
    else log.error({ faults: reload.faults }, "the rules have errors: the old ones stay in force");
  } catch (error) {
    log.error({ err: error }, "the rules could not be changed");
  }
};

/** Only where somebody is there to be shown the password: a command would make one that nobody ever sees. */
const firstAdministrator = (
  identity: Identity,
  { gate }: Core,
  { listen, adminPassword }: StartOptions,
): ReturnType<typeof ensureFirstAdministrator> =>
  listen
    ? ensureFirstAdministrator(
        identity,
        gate.act,
        adminPassword === undefined ? {} : { password: adminPassword },
      )
    : Promise.resolve({ generatedPassword: null });

const buildBroker = (core: Core, { configuration, clock, log }: CoreOptions) => {
  const { catalog, newest, counters, gate, devices, deviceNumbers, desk, commands } = core;
  const limits = defaultIngestLimits;
  const quarantine = new Quarantine({ counters, limits, newId: randomUUID });
  const controllerOf = (site: SiteCode) => controllerNode(desk.current, site);
  const intake = new Intake({ catalog, newest, quarantine, counters, limits, controllerOf, commands }, gate);
  const brokerCounters = new BrokerCounters();
  const broker: Broker = new Broker({
    intake,
    gate,
    devices,
    deviceNumbers,
    limits: { ...defaultBrokerLimits, ...configuration.mqtt.limits },
    counters: brokerCounters,
    clock,
    listening: (device) => courier.deliver(device),
    log: (level, facts, message) => log[level](facts, message),
  });
  const courier = new CommandCourier({
    ...{ desk: commands, broker, act: gate.act, clock },
    onFault: (error) => log.warn({ err: error }, "what became of commands is not on disk yet"),
  });
  core.committed.push(() => broker.wake());
  core.troubled.push((trouble) => broker.journalTrouble(trouble));
  return { broker, brokerCounters, courier };
};

const openHub = (core: Core, identity: Identity, { clock, log }: CoreOptions): StreamHub => {
  const { store, catalog, latest, alarms, desk, recovered } = core;
  const hub = new StreamHub({
    transitions: (query) => store.transitions(query),
    identity,
    clock,
    limits: defaultApiLimits,
    catalog,
    latest,
    alarms,
    inventory: () => desk.current,
    lastTransitionSequence: recovered.lastTransitionSequence,
    onFault: (error) => log.warn({ err: error }, "an event stream ended with a fault"),
  });
  core.committed.push((batch) => hub.committed(batch));
  return hub;
};

/** Commands that ask the API from within tell nobody: the listeners wait for a platform that listens. */
const openListeners = (
  core: Core,
  identity: Identity,
  { clock, log, configuration, listen }: CoreOptions,
): Tmf => {
  const { store, alarms, desk, recovered, gate } = core;
  const tmf = openTmf({
    recovered: listen ? recovered : { ...recovered, documents: [] },
    ...{ alarms, identity, clock, act: gate.act, random: Math.random, limits: defaultApiLimits },
    inventory: () => desk.current,
    transitions: (query) => store.transitions(query),
    http: { allowPrivateAddress: configuration.http.listeners.allowPrivateAddress },
    onFault: (error) => log.warn({ err: error }, "a listener of TMF642 has a fault"),
  });
  core.committed.push((batch) => tmf.hub.committed(batch));
  return tmf;
};

/** The settings with the ports that are open: a port 0 of the configuration became a real one. */
const withOpenPorts = (settings: ConsoleSettings, broker: Broker): ConsoleSettings => ({
  ...settings,
  get mqtt() {
    const { host, port, tlsPort } = settings.mqtt;
    return { host, port: broker.portOf("tcp") ?? port, tlsPort: broker.portOf("tls") ?? tlsPort };
  },
});

const openApi = (parts: {
  readonly core: Core;
  readonly rules: RulesDesk;
  readonly identity: Identity;
  readonly tmf: Tmf;
  readonly broker: Broker;
  readonly brokerCounters: BrokerCounters;
  readonly courier: CommandCourier;
  readonly influx: InfluxExport | null;
  readonly history: ReadingHistory;
  readonly options: CoreOptions;
}): Promise<Api> => {
  const { core, rules, identity, broker, brokerCounters, influx, options } = parts;
  const { gate, store, counters, desk, dispatcher } = core;
  return buildApi({
    ...core,
    settings: withOpenPorts(core.settings, broker),
    version: packageVersion,
    clock: options.clock,
    log: options.log,
    act: gate.act,
    history: parts.history,
    inventory: () => desk.current,
    inventoryFile: desk,
    deviceRevoked: (device) => {
      broker.disconnect(device);
      gate
        .act((rows, nowMs) => core.alarms.forgetDevice(rows, nowMs, device))
        .catch((error: unknown) =>
          options.log.warn({ err: error, device }, "the alarms of a revoked device stay"),
        );
    },
    commandAsked: (device) => parts.courier.deliver(device),
    rules: () => rules.current,
    rulesFile: rules,
    ruleBook: new RuleFiles({
      ...{ configuration: options.configuration, folder: options.folder, desk: rules, act: gate.act },
      ...{ journal: store, catalog: core.catalog, inventory: () => desk.current },
    }),
    routing: options.configuration,
    channels: () => channelHealth(options.configuration.channels, dispatcher),
    readiness: () =>
      readinessOf({
        ...{ store, gate, broker, counters },
        influx: influx && exportCheck(influx, options.clock()),
      }),
    identity,
    field: openField({
      documents: core.recovered.documents,
      photoDirectory: join(options.data, "photos"),
      limits: defaultApiLimits,
    }),
    hub: openHub(core, identity, options),
    tmf: parts.tmf,
    links: core.links,
    figures: platformFigures({ ...core, brokerCounters, broker, influx, clock: options.clock }),
    pageDirectory: pageDirectoryOf(options),
    secureCookies: options.configuration.http.secureCookies,
    trustedProxies: options.configuration.http.trustedProxies,
    limits: defaultApiLimits,
  });
};

/** Kept in memory only: it ends with the process, and nothing on disk could be stolen and used later. */
const makeControlKey = (identity: Identity, nowMs: number): string => {
  const facts = {
    name: "local command line",
    role: "admin",
    scope: wholeScope,
    createdBy: "platform",
    expiresAtMs: null,
  };
  const { key, text } = makeApiKey({ ...facts, role: "admin" }, nowMs);
  identity.apiKeys.admitOwn(key);
  return text;
};

/** Lets a batch be sealed when time alone has something to decide; evaluation then looks at the time itself. */
const wakeWhenDue = ({ gate, alarms }: Core, nowMs: number): void => {
  gate.watch(nowMs);
  if (gate.trouble !== null || !gate.isIdle || !alarms.due(nowMs)) return;
  // Refused only while stopping; what is due then is due again after the start.
  gate.act(() => undefined).catch(() => undefined);
};

const openDoors = async (
  parts: {
    readonly core: Core;
    readonly api: Api;
    readonly broker: Broker;
    readonly courier: CommandCourier;
    readonly controlKey: string;
    readonly options: CoreOptions;
  },
  cleanup: Cleanup,
): Promise<Pick<Platform, "mqtt" | "http">> => {
  const { core, api, broker, courier, controlKey, options } = parts;
  const { configuration, folder, data, clock } = options;
  const { host, port } = configuration.http;
  // Before anything new can happen: those of one alarm go out in their order.
  core.dispatcher.restore(core.recovered.outbox);
  const http = await api.listen({ host, port });
  cleanup.add("control file", () => removeControl(data));
  writeControl(data, { url: http, key: controlKey, pid: process.pid });
  const mqtt = await broker.start(listenerOptions(configuration.mqtt, folder));
  cleanup.add("MQTT", () => broker.stop());
  const ticker = setInterval(() => {
    wakeWhenDue(core, clock());
    courier.tick();
  }, tickMs);
  cleanup.add("ticks", () => clearInterval(ticker));
  return { mqtt, http };
};
