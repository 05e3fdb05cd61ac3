import { describe, expect, test } from "vitest";
import { looksPerBatchMax } from "../../alerts/forecast/limits.ts";
import { metricOf, type Role } from "../../alerts/forecast/roles.ts";
import { follow, forecastOf, strangerState } from "../../alerts/forecast/site-discharge.ts";
import type { SiteReading } from "../../alerts/forecast/site-reading.ts";
import { firstAtMs, learned, oneDischarge } from "./forecast-stand.ts";
import { defaultRules, Stand, site } from "./stand.ts";

const minuteMs = 60_000;
const seed = "sensor 2";

const valuesOf = (reading: SiteReading): readonly (readonly [Role, number | null])[] => [
  ["mainsPresent", reading.mainsPresent ? 1 : 0],
  ["generator", reading.generatorRuns ? 2 : 0],
  ["batteryAmperes", reading.batteryAmperes],
  ["loadAmperes", reading.loadAmperes],
  ["batteryCelsius", reading.batteryCelsius],
  ["busVolts", reading.busVolts],
];

/** A stand whose site has a battery of this plate. */
const standOf = (plate: number | undefined): Stand =>
  new Stand(defaultRules(), {
    plannedNumber: (_, __, name) =>
      name === "batteryCapacityAmpereHours" ? plate : name === "travelMinutes" ? 45 : undefined,
  });

const readingsAt = (node: string, reading: SiteReading) =>
  valuesOf(reading).flatMap(([role, value]) =>
    value === null ? [] : [{ node, metric: metricOf[role], value, tsMs: reading.atMs }],
  );

const take = (stand: Stand, reading: SiteReading): void => {
  stand.evaluate({ readings: readingsAt("pwr", reading) }, reading.atMs);
};

const { site: battery, seen } = oneDischarge(seed);
const plate = battery.plan.capacityAmpereHours;
const withMains = (atMs: number): SiteReading => ({
  ...(seen.readings[0] ?? Object.freeze(emptyReading)),
  ...{ atMs, mainsPresent: true, busVolts: 54, batteryAmperes: 0.1 },
});

const emptyReading: SiteReading = {
  atMs: 0,
  mainsPresent: true,
  generatorRuns: false,
  busVolts: null,
  batteryAmperes: null,
  loadAmperes: null,
  batteryCelsius: null,
  chargePercent: null,
};

describe("a site's forecast in the alarm system", () => {
  test("there is none with mains, one on battery, none again once mains is back", () => {
    const stand = standOf(plate);
    take(stand, withMains(firstAtMs - 10 * minuteMs));
    expect(stand.system.forecasts.list()).toEqual([]);
    for (const reading of seen.readings.slice(0, 30)) take(stand, reading);
    expect(stand.system.forecasts.of(site)).toMatchObject({
      site,
      node: "pwr",
      forecast: { kind: "minutes" },
    });
    take(stand, withMains(firstAtMs + 40 * minuteMs));
    expect(stand.system.forecasts.of(site)).toBeNull();
  });

  test("without a planned capacity it says no-capacity", () => {
    const stand = standOf(undefined);
    for (const reading of seen.readings.slice(0, 3)) take(stand, reading);
    expect(stand.system.forecasts.of(site)?.forecast).toMatchObject({
      kind: "unknown",
      reason: "no-capacity",
    });
  });

  test("a generator ends it, and its end begins it again", () => {
    const stand = standOf(plate);
    const [first, second, third] = [
      seen.readings.slice(0, 30),
      seen.readings.slice(30, 50),
      seen.readings.slice(50, 60),
    ];
    for (const reading of first) take(stand, reading);
    for (const reading of second) take(stand, { ...reading, generatorRuns: true, busVolts: 54.5 });
    expect(stand.system.forecasts.of(site)).toBeNull();
    for (const reading of third) take(stand, reading);
    expect(stand.system.forecasts.of(site)?.forecast).toMatchObject({ kind: "minutes" });
  });

  test("its minutes stand on the active alarms of the site, by the newest reading, and leave with the mains", () => {
    const stand = standOf(plate);
    for (const reading of seen.readings.slice(0, 30)) take(stand, reading);
    const forecast = stand.system.forecasts.of(site)?.forecast;
    if (forecast?.kind !== "minutes") throw new Error("no forecast");
    const shown = { atMs: forecast.atMs, p50Minutes: Math.round(forecast.p50 * 10) / 10 };
    const active = stand.system.list().filter(({ isCleared }) => !isCleared);
    expect(active.length).toBeGreaterThan(0);
    for (const alarm of active) {
      expect(alarm.timeToSiteDown).toMatchObject(shown);
      expect(stand.system.get(alarm.id)?.timeToSiteDown).toMatchObject(shown);
    }
    const told = stand.rows.transition.filter(({ body }) => body.includes("p90Minutes"));
    expect(told.length).toBeGreaterThan(0);
    for (let minute = 31; minute < 50; minute++) take(stand, withMains(firstAtMs + minute * minuteMs));
    expect(stand.system.list().map(({ timeToSiteDown }) => timeToSiteDown)).toEqual(
      stand.system.list().map(() => null),
    );
  });

  test("what it says makes the lost mains critical below travel time and half an hour, and ends with the mains", () => {
    const stand = standOf(plate);
    take(stand, withMains(firstAtMs - 10 * minuteMs));
    for (const reading of seen.readings) take(stand, reading);
    const severities = (type: string) =>
      stand.system
        .list()
        .flatMap((alarm) => (alarm.type === type && !alarm.isCleared ? [alarm.severity] : []));
    expect(severities("mains-lost")).toEqual(["critical"]);
    expect(severities("site-autonomy-low")).toEqual(["critical"]);
    for (let minute = 1; minute < 20; minute++) take(stand, withMains(seen.downAtMs + minute * minuteMs));
    expect(severities("site-autonomy-low")).toEqual([]);
  });

  test("its words give the band, not one number", () => {
    const stand = standOf(plate);
    for (const reading of seen.readings.slice(0, 20)) take(stand, reading);
    const alarm = stand.system.list().find(({ type }) => type === "site-autonomy-low");
    expect(alarm?.text.vi).toMatch(/còn \d+–\d+ phút\./);
    expect(alarm?.text.en).toMatch(/down: \d+–\d+ min left\./);
  });

  test("a device that says too much does not quiet the platform's own word", () => {
    const stand = standOf(plate);
    for (const reading of seen.readings.slice(0, -5)) {
      stand.evaluate(
        { readings: [{ node: "pwr", metric: "battery.autonomy", value: 400, tsMs: reading.atMs }] },
        reading.atMs,
      );
      take(stand, reading);
    }
    const active = stand.system.list().map(({ type, severity }) => `${type} ${severity}`);
    expect(active).toEqual(expect.arrayContaining(["mains-lost critical", "site-autonomy-low critical"]));
    expect(active.join()).not.toContain("battery-autonomy-low");
  });

  test("a batch in which everything is on battery is bounded: the rest waits for ticks and is told the same", () => {
    const nodes = Array.from({ length: looksPerBatchMax + 15 }, (_, index) => `pwr-${index}`);
    const batch = (index: number) =>
      nodes.flatMap((node) => {
        const reading = seen.readings[index];
        return reading === undefined ? [] : readingsAt(node, reading);
      });
    const stand = standOf(plate);
    for (let index = 0; index < 10; index++) {
      const atMs = seen.readings[index]?.atMs ?? 0;
      stand.evaluate({ readings: batch(index) }, atMs);
      expect(stand.system.forecasts.waiting).toBe(15);
      if (index === 5) stand.restart(atMs);
      expect(stand.system.forecasts.waiting).toBe(15);
      stand.tick(atMs + 100);
      expect(stand.system.forecasts.waiting).toBe(0);
      const rows = stand.rows.condition.filter(({ key }) => key.startsWith("forecast/"));
      const last = new Map(rows.map(({ key, body }) => [key, body]));
      expect(last.size).toBe(nodes.length);
      expect(new Set(last.values()).size).toBe(1);
    }
  });

  test("restarted between any two readings it says the same", () => {
    const steady = standOf(plate);
    const restarted = standOf(plate);
    for (const [index, reading] of seen.readings.entries()) {
      take(steady, reading);
      take(restarted, reading);
      if (index % 7 !== 0) continue;
      restarted.restart(reading.atMs);
      expect(restarted.system.forecasts.list()).toEqual(steady.system.forecasts.list());
    }
    expect(restarted.rows.condition.filter(({ key }) => key.startsWith("forecast/"))).toEqual(
      steady.rows.condition.filter(({ key }) => key.startsWith("forecast/")),
    );
  });
});

describe("what a discharge teaches", () => {
  test("one that was seen down to the disconnect makes the next band narrow", () => {
    const width = (earlier: number): number => {
      const known = learned(battery, earlier);
      const { seen: next } = { seen };
      const shift = known.atMs - firstAtMs;
      const state = next.readings
        .slice(0, 40)
        .reduce(
          (before, reading) => follow(before, { ...reading, atMs: reading.atMs + shift }, plate),
          known.state,
        );
      const forecast = forecastOf(state, plate);
      return forecast?.kind === "minutes" ? forecast.p90 / forecast.p10 : Number.NaN;
    };
    expect(width(1)).toBeLessThan(1.9);
    expect(width(0)).toBeGreaterThan(2.5);
  });

  test("a battery that outlives everything that was thought of makes it say so", () => {
    const endless = Array.from(
      { length: 1_200 },
      (_, minute): SiteReading => ({
        ...emptyReading,
        ...{ atMs: firstAtMs + minute * minuteMs, mainsPresent: false },
        ...{ busVolts: 50 + (minute % 7) / 100, batteryAmperes: -40 - (minute % 5) / 10, batteryCelsius: 25 },
      }),
    );
    const kinds = new Set<string>();
    let state = strangerState;
    for (const reading of endless) {
      state = follow(state, reading, 100);
      const forecast = forecastOf(state, 100);
      kinds.add(forecast?.kind === "unknown" ? forecast.reason : "minutes");
    }
    expect(kinds).toContain("outlived");
  });
});
