import { randomUUID } from "node:crypto";
import { backoff } from "../alerts/backoff.ts";
import { platformSite } from "../alerts/correlation/isolated.ts";
import { deviceQualifier } from "../alerts/device-alarms.ts";
import { alarmIdOf } from "../alerts/identity.ts";
import type { ReadinessCheck } from "../api/context.ts";
import { restoreCursor } from "../store/export/cursor.ts";
import { ExportThread } from "../store/export/export-thread.ts";
import { type ExportAlarm, InfluxExport } from "../store/export/influx-export.ts";
import { exportLimits } from "../store/export/limits.ts";
import { deviceId, nodeCode } from "../telemetry/identifiers.ts";
import type { Cleanup } from "./cleanup.ts";
import type { Core, CoreOptions } from "./core.ts";
import { influxPlaceOf, placeNameOf } from "./influxdb.ts";

/** The platform speaks of itself as a device of this site would: the same gate, the same rules, the same book. */
const ownNode = nodeCode("export");
const ownDevice = deviceId("tramcanh");
const ownType = "export-stopped";
const alarmCharactersMax = 300;

const exportAlarm = ({ gate }: Pick<Core, "gate">, { clock }: Pick<CoreOptions, "clock">): ExportAlarm => {
  const tell = (cleared: boolean, text: string): void => {
    const nowMs = clock();
    gate.event({
      ...{
        kind: "alarm",
        device: ownDevice,
        site: platformSite,
        node: ownNode,
        receivedAtMs: nowMs,
        tsMs: nowMs,
      },
      ...{ type: ownType, severity: "major", cleared, text: text.slice(0, alarmCharactersMax) },
    });
  };
  return { raise: (text) => tell(false, text), clear: () => tell(true, "") };
};

/** Who takes the section out of the configuration has dealt with the alarm. */
const clearLeftAlarm = (core: Core, options: CoreOptions): void => {
  const id = alarmIdOf({ site: platformSite, node: ownNode, type: ownType, qualifier: deviceQualifier });
  if (core.alarms.get(id)?.isCleared === false) exportAlarm(core, options).clear();
};

/**
 * The export to InfluxDB, running; null when the configuration has none or nothing listens. Throws StartRefused
 * without a token.
 */
export const openExport = (core: Core, options: CoreOptions, cleanup: Cleanup): InfluxExport | null => {
  const { influxdb } = options.configuration;
  const { store, catalog, gate, recovered, committed } = core;
  if (!options.listen) return null;
  if (influxdb?.export !== true) {
    clearLeftAlarm(core, options);
    return null;
  }
  const place = influxPlaceOf(influxdb);
  const placeName = placeNameOf(place);
  const { refusedLinesMax, keptLinesPerMinuteMax: toldLinesMax, firstWaitMs, waitMsMax } = exportLimits;
  const running = new InfluxExport({
    ...{ store, clock: options.clock, act: gate.act, newId: randomUUID, limits: exportLimits },
    thread: new ExportThread({ place, refusedLinesMax, toldLinesMax }, (id) => {
      const series = catalog.at(id);
      return series && { id, site: series.site, node: series.node, metric: series.metricName };
    }),
    waits: () => backoff({ firstMs: firstWaitMs, maximumMs: waitMsMax, random: Math.random }),
    alarm: exportAlarm(core, options),
    log: (level, facts, message) => options.log[level](facts, message),
    place: placeName,
    cursor: restoreCursor(recovered.documents, placeName),
  });
  committed.push((batch) => running.committed(batch));
  running.start();
  cleanup.add("export to InfluxDB", () => running.stop());
  return running;
};

/** How the export fares, to be told beside readiness; not ok while InfluxDB takes nothing. */
export const exportCheck = (running: InfluxExport, nowMs: number): ReadinessCheck => {
  const { state, detail, lagReadings, lagSeconds, pointsPerSecond } = running.figures.health(nowMs);
  const rate = `${Math.round(pointsPerSecond)} points/s`;
  const behind = `${lagReadings} readings and ${Math.round(lagSeconds)} s behind, ${rate}`;
  return {
    name: "influxdb",
    ok: state === "running",
    detail: detail === null ? behind : `${state}, ${behind}: ${detail}`,
  };
};
