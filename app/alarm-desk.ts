import { AlarmSystem } from "../alerts/alarm-system.ts";
import { MaintenancePlan } from "../alerts/maintenance/plan.ts";
import type { AcknowledgeLinks } from "../alerts/notification/acknowledge-links.ts";
import { LateReadings } from "../alerts/outages/late-readings.ts";
import { OutageLedger } from "../alerts/outages/outage-ledger.ts";
import type { DescribeSite } from "../alerts/routes.ts";
import { describeFrom } from "../alerts/site-description.ts";
import type { CommitGateParts } from "../ingest/commit-gate.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { Topology } from "../inventory/topology.ts";
import type { Recovered } from "../store/store.ts";
import type { Clock } from "../telemetry/clock.ts";
import { deviceId, isCode } from "../telemetry/identifiers.ts";
import type { Act } from "../telemetry/journal.ts";
import type { Configuration } from "./configuration.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Logger } from "./logger.ts";
import type { Memory } from "./memory.ts";
import { plannedNumberOf } from "./planned-number.ts";

/** What alarms and outages are opened with. */
export interface AlarmDeskParts extends Pick<Memory, "catalog" | "deviceNumbers"> {
  readonly configuration: Configuration;
  readonly knowledge: Knowledge;
  readonly recovered: Recovered;
  readonly links: AcknowledgeLinks | null;
  /** The inventory of now. */
  readonly inventory: () => Inventory;
  readonly clock: Clock;
}

/** Alarms and the ledger of outages, and what a batch does to both. */
export interface AlarmDesk {
  readonly alarms: AlarmSystem;
  readonly outages: OutageLedger;
  readonly evaluate: CommitGateParts["evaluate"];
}

const openAlarms = (parts: AlarmDeskParts, outages: OutageLedger): AlarmSystem => {
  const { configuration, knowledge, recovered, inventory, links, catalog } = parts;
  const { routes, rota, escalation, digest, templates, channels } = configuration;
  const describeSite: DescribeSite = (code) => describeFrom(inventory(), code);
  const maintenance = new MaintenancePlan(describeSite);
  maintenance.restore(recovered.documents);
  return new AlarmSystem({
    ...{ rules: knowledge.rules, catalog, devices: parts.deviceNumbers, describeSite, routes, maintenance },
    plannedNumber: plannedNumberOf(inventory),
    flapping: configuration.alarms,
    topology: new Topology(knowledge.inventory),
    telling: {
      ...{ rota, escalation, digest, templates, links },
      kindOf: (channel) => channels[channel]?.kind ?? "",
    },
    followers: [(change, recording) => outages.follow(change, recording)],
  });
};

/** Opens alarms and outages and takes up where the journal ends. */
export const openAlarmDesk = (parts: AlarmDeskParts): AlarmDesk => {
  const { recovered, inventory, catalog, clock } = parts;
  const outages = new OutageLedger({
    alarmOf: (id) => alarms.get(id),
    devicesOf: (site) => inventory().devicesOf(site).length,
    deviceOf: ({ meaning, qualifier }) =>
      meaning === "unreachable" && isCode(qualifier) ? alarms.presenceOf(deviceId(qualifier)) : undefined,
  });
  const alarms = openAlarms(parts, outages);
  alarms.restore(recovered, clock());
  outages.restore(
    recovered.outages,
    alarms.list().filter(({ isCleared }) => !isCleared),
  );
  const lateness: AlarmSystem["lateness"] = (site, lagMs) => alarms.lateness(site, lagMs);
  const late = new LateReadings({ ledger: outages, catalog, lateness });
  return {
    alarms,
    outages,
    evaluate: (arrivals, rows, nowMs) => {
      alarms.evaluate(arrivals, rows, nowMs);
      // After it: what was late ends a silence first, and corrects the ledger then.
      late.hear(arrivals, { rows, nowMs });
      // Time passes after the arrivals of a batch: silence must not be judged without what has just been heard.
      if (alarms.due(nowMs)) alarms.tick(rows, nowMs);
    },
  };
};

/** Enters into the ledger that the platform did not listen since an instant; null when that is not known. */
export const resumeOutages = (
  { act, log }: { readonly act: Act; readonly log: Logger },
  outages: OutageLedger,
  listenedMs: number | null,
): void => {
  const resumed = act((rows, nowMs) => {
    outages.catchUp({ rows, nowMs });
    if (listenedMs !== null) outages.platformDown({ rows, nowMs }, { fromMs: listenedMs, toMs: nowMs });
  });
  resumed.catch((error: unknown) => log.error({ err: error }, "the ledger of outages has a gap left open"));
};
