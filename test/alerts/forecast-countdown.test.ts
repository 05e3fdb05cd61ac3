import { describe, expect, test } from "vitest";
import { countdownAfterMs } from "../../alerts/forecast/limits.ts";
import { metricOf } from "../../alerts/forecast/roles.ts";
import type { SiteReading } from "../../alerts/forecast/site-reading.ts";
import { oneDischarge } from "./forecast-stand.ts";
import { defaultRules, Stand, site } from "./stand.ts";

const minuteMs = 60_000;
const { site: battery, seen } = oneDischarge("sensor 7");
const heard = seen.readings.slice(0, 40);
const lastAtMs = heard.at(-1)?.atMs ?? 0;

const take = (stand: Stand, reading: SiteReading, lagMs = 0): void => {
  const values = [
    [metricOf.mainsPresent, reading.mainsPresent ? 1 : 0],
    [metricOf.loadAmperes, reading.loadAmperes],
    [metricOf.batteryAmperes, reading.batteryAmperes],
    [metricOf.busVolts, reading.busVolts],
  ] as const;
  const readings = values.flatMap(([metric, value]) =>
    value === null ? [] : [{ node: "pwr", metric, value, tsMs: reading.atMs }],
  );
  stand.evaluate({ readings }, reading.atMs + lagMs);
};

/** A site on battery whose readings stop after so many minutes. */
const cutOff = (): Stand => {
  const stand = new Stand(defaultRules(), {
    plannedNumber: (_, __, name) =>
      name === "batteryCapacityAmpereHours"
        ? battery.plan.capacityAmpereHours
        : name === "travelMinutes"
          ? 45
          : undefined,
  });
  for (const reading of heard) take(stand, reading);
  return stand;
};

const pass = (stand: Stand, fromMs: number, untilMs: number): void => {
  for (let atMs = fromMs; atMs <= untilMs; atMs += 10_000) if (stand.system.due(atMs)) stand.tick(atMs);
};

const severityOf = (stand: Stand, type: string): string | null =>
  stand.system.list().find((alarm) => alarm.type === type && !alarm.isCleared)?.severity ?? null;

const leftOf = (stand: Stand): number => {
  const forecast = stand.system.forecasts.of(site)?.forecast;
  return forecast?.kind === "minutes" ? forecast.p10 : Number.NaN;
};

describe("a site on battery whose readings stay away", () => {
  test("is counted down, so that its alarm becomes critical when help has to leave", () => {
    const stand = cutOff();
    const criticalAtMs = lastAtMs + (leftOf(stand) - 75) * minuteMs;
    expect(severityOf(stand, "mains-lost")).toBe("major");
    pass(stand, lastAtMs, criticalAtMs - 2 * minuteMs);
    expect(severityOf(stand, "mains-lost")).toBe("major");
    pass(stand, criticalAtMs - 2 * minuteMs, criticalAtMs + 4 * minuteMs);
    expect(severityOf(stand, "site-autonomy-low")).toBe("critical");
    expect(severityOf(stand, "mains-lost")).toBe("critical");
  });

  test("says nothing more once nothing is left", () => {
    const stand = cutOff();
    const spentAtMs = lastAtMs + (leftOf(stand) + 10) * minuteMs;
    pass(stand, lastAtMs, spentAtMs);
    const { transition } = stand.rows;
    const count = transition.length;
    pass(stand, spentAtMs, spentAtMs + 600 * minuteMs);
    expect(transition.slice(count).filter(({ event }) => event !== "updated")).toEqual([]);
    expect(severityOf(stand, "site-autonomy-low")).toBe("critical");
  });

  test("is believed again once it reports mains", () => {
    const stand = cutOff();
    const backAtMs = lastAtMs + 500 * minuteMs;
    pass(stand, lastAtMs, backAtMs);
    for (let minute = 0; minute < 15; minute++) {
      const atMs = backAtMs + minute * minuteMs;
      take(stand, { ...(heard[0] ?? { ...emptyReading }), atMs, mainsPresent: true, busVolts: 54 });
    }
    expect(severityOf(stand, "site-autonomy-low")).toBeNull();
    expect(severityOf(stand, "mains-lost")).toBeNull();
  });

  test("a restart in between leads to the same alarms", () => {
    const [steady, restarted] = [cutOff(), cutOff()];
    const untilMs = lastAtMs + (leftOf(steady) + 5) * minuteMs;
    for (let atMs = lastAtMs; atMs < untilMs; atMs += 30 * minuteMs) {
      pass(steady, atMs, atMs + 30 * minuteMs);
      pass(restarted, atMs, atMs + 30 * minuteMs);
      restarted.restart(atMs + 30 * minuteMs);
      expect(severityOf(restarted, "mains-lost")).toBe(severityOf(steady, "mains-lost"));
    }
    expect(severityOf(restarted, "site-autonomy-low")).toBe("critical");
  });

  test("after the platform itself was away, sites have time to report before they are counted down", () => {
    const stand = cutOff();
    const backAtMs = lastAtMs + 500 * minuteMs;
    stand.restart(backAtMs);
    pass(stand, backAtMs, backAtMs + countdownAfterMs - 10_000);
    expect(severityOf(stand, "mains-lost")).toBe("major");
    pass(stand, backAtMs + countdownAfterMs, backAtMs + countdownAfterMs + 3 * minuteMs);
    expect(severityOf(stand, "mains-lost")).toBe("critical");
  });
});

const emptyReading: SiteReading = {
  ...{ atMs: 0, mainsPresent: true, generatorRuns: false, busVolts: null },
  ...{ batteryAmperes: null, loadAmperes: null, batteryCelsius: null, chargePercent: null },
};
