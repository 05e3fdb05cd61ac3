import { describe, expect, it } from "vitest";
import { noteCharactersMax, outageCorrectionsMax } from "../../alerts/limits.ts";
import { LateReadings } from "../../alerts/outages/late-readings.ts";
import type { CauseClass } from "../../alerts/outages/outage.ts";
import { nodeCode, siteCode } from "../../telemetry/identifiers.ts";
import { ReadingColumns, timeFromReceipt } from "../../telemetry/reading-columns.ts";
import { SeriesCatalog } from "../../telemetry/series-catalog.ts";
import { type AlarmName, OutageStand } from "./outage-stand.ts";

const minute = 60_000;
const dark: AlarmName = { meaning: "unreachable" };
const feed: AlarmName = { meaning: "feed-lost", node: "pwr" };
const hop: AlarmName = { meaning: "link-down", site: "HUB", node: "mw" };

describe("a correction by backfill", () => {
  const stood = (facts: Parameters<OutageStand["raise"]>[2] = {}) => {
    const stand = new OutageStand();
    stand.raise(feed, 9 * minute);
    stand.raise(dark, 100 * minute, facts);
    stand.blame(dark, feed, 101 * minute);
    stand.clear(dark, 140 * minute);
    const catalog = new SeriesCatalog();
    const series = catalog.add(siteCode("S1"), nodeCode("pwr"), "mains.voltage", 0);
    const hear = (
      atMinute: number,
      receivedAtMinute: number,
      { lateness = (lagMs: number) => lagMs, lagMs = (receivedAtMinute - atMinute) * minute } = {},
    ) => {
      const fresh = new ReadingColumns(1);
      fresh.append(series.id, atMinute * minute, 1, lagMs);
      new LateReadings({ ledger: stand.ledger, catalog, lateness: (_site, lag) => lateness(lag) }).hear(
        { fresh, behind: new ReadingColumns(0) },
        { rows: stand.rows, nowMs: receivedAtMinute * minute },
      );
    };
    return { stand, hear, series, catalog };
  };

  it.each<readonly [string, number, CauseClass]>([
    ["before it", 95, "power"],
    ["at its beginning", 105, "power"],
    ["in its middle", 120, "transmission"],
    ["near its end", 135, "power"],
  ])("a late reading of a time %s", (_name, atMinute, expected) => {
    const { stand, hear } = stood();
    hear(atMinute, 141);
    expect(stand.outages).toMatchObject([{ causeClass: expected }]);
  });

  it("keeps both classes and says why, once", () => {
    const { stand, hear } = stood();
    hear(120, 141);
    hear(121, 141);
    expect(stand.outages).toMatchObject([
      {
        causeClass: "transmission",
        confirmedBy: "backfill",
        corrections: [{ by: "backfill", actor: null, before: "power", after: "transmission" }],
      },
    ]);
    expect(stand.ledger.figures().correctedByBackfill).toBe(1);
    expect(stand.ledger.doubts(siteCode("S1"))).toBe(false);
  });

  it("comes from readings behind the newest of their series too: devices send live ones first", () => {
    const { stand, series, catalog } = stood();
    const behind = new ReadingColumns(1);
    behind.append(series.id, 120 * minute, 1, 30 * minute);
    new LateReadings({ ledger: stand.ledger, catalog, lateness: (_site, lagMs) => lagMs }).hear(
      { fresh: new ReadingColumns(0), behind },
      { rows: stand.rows, nowMs: 150 * minute },
    );
    expect(stand.story).toEqual(["S1 transmission 100-140"]);
  });

  it("is not made by a clock that runs behind, nor by a reading without a time of its own", () => {
    const { stand, hear } = stood();
    hear(120, 160, { lateness: () => 0 });
    hear(120, 160, { lagMs: timeFromReceipt });
    expect(stand.story).toEqual(["S1 power 100-140"]);
    // The device's clock is 20 min behind: what it stamps 105 was measured at 125.
    hear(105, 160, { lateness: (lagMs) => lagMs - 20 * minute });
    expect(stand.story).toEqual(["S1 transmission 100-140"]);
  });

  it("leaves planned outages, the platform's gaps and a person's word as they are", () => {
    const planned = stood({ maintenance: "w1" });
    planned.hear(120, 141);
    expect(planned.stand.story).toEqual(["S1 planned 100-140"]);
    const { stand, hear } = stood();
    const [outage] = stand.outages;
    stand.ledger.correct(stand.rows, 141 * minute, {
      id: outage?.id ?? "",
      causeClass: "equipment",
      reason: "burnt rectifier",
      actor: "an",
    });
    hear(120, 142);
    expect(stand.story).toEqual(["S1 equipment 100-140"]);
  });

  it("is possible for seven days, and for as many as memory holds; what leaves before is counted", () => {
    const stand = new OutageStand({ recentOutagesMax: 1 });
    for (const site of ["A", "B"]) {
      stand.raise({ ...dark, site }, minute);
      stand.clear({ ...dark, site }, 5 * minute);
    }
    expect([stand.ledger.doubts(siteCode("A")), stand.ledger.doubts(siteCode("B"))]).toEqual([false, true]);
    expect(stand.ledger.figures()).toMatchObject({ recent: 1, forgotten: 1 });
    const weekLaterMs = 5 * minute + 7 * 24 * 60 * minute + 1;
    stand.raise({ ...dark, site: "C" }, weekLaterMs);
    stand.clear({ ...dark, site: "C" }, weekLaterMs);
    expect(stand.ledger.doubts(siteCode("B"))).toBe(false);
    expect(stand.ledger.figures()).toMatchObject({ recent: 1, forgotten: 1 });
  });
});

describe("a correction by a person", () => {
  const request = { causeClass: "power", reason: "the grid operator called", actor: "an" } as const;
  const stood = () => {
    const stand = new OutageStand();
    stand.raise(dark, 10 * minute);
    const id = stand.outages[0]?.id ?? "";
    return {
      stand,
      id,
      correct: (more: object) => stand.ledger.correct(stand.rows, 20 * minute, { id, ...request, ...more }),
    };
  };

  it("stands against what alarms say later, until the next one", () => {
    const { stand, correct } = stood();
    correct({});
    stand.raise(hop, 9 * minute);
    stand.blame(dark, hop, 21 * minute);
    stand.clear(dark, 30 * minute);
    expect(stand.story).toEqual(["S1 power 10-30"]);
    correct({ causeClass: "transmission", actor: "binh", reason: "it was the hop" });
    expect(stand.outages).toMatchObject([
      {
        causeClass: "transmission",
        confirmedBy: "operator",
        toMs: 30 * minute,
        corrections: [
          { by: "operator", actor: "an", before: "unknown", after: "power", atMs: 20 * minute },
          { by: "operator", actor: "binh", before: "power", after: "transmission" },
        ],
      },
    ]);
  });

  it.each([
    ["outage-not-found", { id: "0".repeat(24) }],
    ["outage-reason-missing", { reason: "  " }],
    ["outage-reason-too-long", { reason: "x".repeat(noteCharactersMax + 1) }],
  ])("is refused with %s, and nothing is written", (code, more) => {
    const { stand, correct } = stood();
    const rows = stand.rows.outage.length;
    expect(() => correct(more)).toThrow(expect.objectContaining({ code }));
    expect(stand.rows.outage).toHaveLength(rows);
  });

  it("is refused with outage-class-unchanged when a person said so already; an alarm's class may be confirmed", () => {
    const { stand, correct } = stood();
    correct({ causeClass: "unknown" });
    expect(stand.outages).toMatchObject([{ causeClass: "unknown", confirmedBy: "operator" }]);
    expect(() => correct({ causeClass: "unknown" })).toThrow(
      expect.objectContaining({ code: "outage-class-unchanged" }),
    );
  });

  it("is refused with outage-corrections-full beyond outageCorrectionsMax", () => {
    const { correct } = stood();
    for (let count = 0; count < outageCorrectionsMax; count++) {
      correct({ causeClass: count % 2 === 0 ? "power" : "equipment" });
    }
    expect(() => correct({ causeClass: "planned" })).toThrow(
      expect.objectContaining({ code: "outage-corrections-full" }),
    );
  });

  it("reaches an outage that left memory, as the journal has it", () => {
    const { stand, id } = stood();
    stand.clear(dark, 30 * minute);
    const [stored] = stand.outages;
    if (stored === undefined) throw new Error("nothing is stored");
    stand.restart([]);
    const outage = stand.ledger.correct(stand.rows, 40 * minute, { id, ...request, stored });
    expect(outage).toMatchObject({ id, causeClass: "power", corrections: [{ before: "unknown" }] });
    const other = { id: "0".repeat(24), ...request, stored };
    expect(() => stand.ledger.correct(stand.rows, 40 * minute, other)).toThrow(
      expect.objectContaining({ code: "outage-not-found" }),
    );
  });
});

describe("an outage behind a silent hop", () => {
  const silent = (facts: Parameters<OutageStand["raise"]>[2]) => {
    const stand = new OutageStand();
    stand.raise({ meaning: "feed-weak", node: "pwr" }, 9 * minute, facts);
    stand.raise(hop, 100 * minute);
    stand.raise(dark, 100 * minute);
    stand.blame(dark, hop, 101 * minute);
    stand.clear(dark, 160 * minute);
    return stand;
  };
  const lowBattery = { number: 112, name: "lowBattery" } as const;
  const heat = { number: 123, name: "highTemperature" } as const;

  it.each([
    ["a site whose battery is gone is silent for want of power", "critical", lowBattery, "power"],
    ["a weak battery still holds", "major", lowBattery, "transmission"],
    ["a hot one too", "critical", heat, "transmission"],
  ] as const)("%s", (_name, severity, probableCause, expected) => {
    expect(silent({ severity, probableCause }).outages).toMatchObject([{ causeClass: expected }]);
  });

  it("is divided where a site that kept its readings kept none; they may still come", () => {
    const stand = silent({ severity: "major" });
    const late = (fromMinute: number, toMinute: number): void => {
      const times = Array.from(
        { length: toMinute - fromMinute + 1 },
        (_none, at) => (fromMinute + at) * minute,
      );
      stand.ledger.heardLate(siteCode("S1"), times, { rows: stand.rows, nowMs: 161 * minute });
    };
    late(101, 130);
    expect(stand.story).toEqual(["S1 transmission 100-130.5", "S1 power 130.5-160"]);
    late(131, 159);
    expect(stand.story).toEqual(["S1 transmission 100-130.5", "S1 transmission 130.5-160"]);
  });
});
