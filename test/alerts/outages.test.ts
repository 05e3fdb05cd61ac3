import { describe, expect, it } from "vitest";
import { noteCharactersMax, outageCorrectionsMax, platformDownMsMin } from "../../alerts/limits.ts";
import { listenedUntilMs } from "../../alerts/outages/last-heard.ts";
import { LateReadings } from "../../alerts/outages/late-readings.ts";
import { type CauseClass, minutesOf } from "../../alerts/outages/outage.ts";
import { deviceId, nodeCode, siteCode } from "../../telemetry/identifiers.ts";
import { emptyRows } from "../../telemetry/journal.ts";
import { ReadingColumns, timeFromReceipt } from "../../telemetry/reading-columns.ts";
import { SeriesCatalog } from "../../telemetry/series-catalog.ts";
import { type AlarmName, OutageStand } from "./outage-stand.ts";

const minute = 60_000;
const dark: AlarmName = { meaning: "unreachable" };
const bts: AlarmName = { meaning: "node-down", node: "bts" };
const feed: AlarmName = { meaning: "feed-lost", node: "pwr" };
const hop: AlarmName = { meaning: "link-down", site: "HUB", node: "mw" };
const hub: AlarmName = { meaning: "unreachable", site: "HUB" };

describe("what opens an outage", () => {
  it.each<readonly [AlarmName["meaning"], readonly string[]]>([
    ["unreachable", ["S1 unknown 10-25"]],
    ["node-down", ["S1/bts equipment 10-25"]],
    ["link-down", []],
    ["feed-lost", []],
    ["feed-weak", []],
    ["local", []],
  ])("an alarm of meaning %s", (meaning, expected) => {
    const stand = new OutageStand();
    const name = { meaning, node: "bts" };
    stand.raise(name, 10 * minute);
    stand.clear(name, 25 * minute);
    expect(stand.story).toEqual(expected);
    expect(stand.ledger.figures()).toMatchObject({ open: 0, opened: expected.length });
  });

  it("lasts from the first alarm that takes the node down to the last that clears", () => {
    const stand = new OutageStand();
    const cells = { ...bts, qualifier: "cells" };
    stand.raise(bts, 10 * minute);
    stand.raise(cells, 12 * minute);
    stand.clear(bts, 20 * minute);
    expect(stand.story).toEqual(["S1/bts equipment 10-"]);
    stand.clear(cells, 30 * minute);
    expect(stand.story).toEqual(["S1/bts equipment 10-30"]);
  });

  it("a site is out when all of its devices are silent, from the last of them on", () => {
    const stand = new OutageStand({ devicesOf: () => 2 });
    const other = { ...dark, qualifier: "other" };
    stand.raise(dark, 10 * minute);
    expect(stand.story).toEqual([]);
    stand.raise(other, 15 * minute);
    stand.clear(dark, 20 * minute);
    stand.clear(other, 40 * minute);
    expect(stand.story).toEqual(["S1 unknown 15-20"]);
  });

  it("a warning is none: it begins when the alarm becomes more than that, and ends when it weakens", () => {
    const stand = new OutageStand();
    const at = (atMs: number) => ({ eventAtMs: atMs, receivedAtMs: atMs, clock: "receiver" as const });
    const warned = { at: at(10 * minute), event: "raised", severity: "warning" } as const;
    const lost = { at: at(12 * minute), event: "updated", severity: "critical" } as const;
    stand.raise(dark, 10 * minute, { severity: "warning", statusChanges: [warned] });
    expect(stand.story).toEqual([]);
    stand.change(dark, 12 * minute, { severity: "critical", statusChanges: [warned, lost] });
    expect(stand.story).toEqual(["S1 unknown 12-"]);
    stand.change(dark, 20 * minute, { severity: "warning" });
    expect(stand.story).toEqual(["S1 unknown 12-20"]);
  });

  it("an alarm that no longer means it, after rules were reloaded, ends it", () => {
    const stand = new OutageStand();
    stand.raise(dark, 10 * minute);
    stand.change(dark, 30 * minute, { meaning: "local" });
    expect(stand.story).toEqual(["S1 unknown 10-30"]);
  });

  it("an end that is told of with an earlier time than the beginning makes no negative minutes", () => {
    const stand = new OutageStand();
    stand.raise(bts, 10 * minute);
    stand.clear(bts, 5 * minute);
    stand.raise(bts, 6 * minute);
    stand.clear(bts, 12 * minute);
    expect(stand.story).toEqual(["S1/bts equipment 10-10", "S1/bts equipment 10-12"]);
    expect(new Set(stand.outages.map(({ id }) => id)).size).toBe(2);
  });
});

describe("the class", () => {
  it.each<readonly [string, AlarmName, CauseClass]>([
    ["a lost feed", feed, "power"],
    ["a weak feed", { meaning: "feed-weak", node: "pwr" }, "power"],
    ["a cut link", hop, "transmission"],
    ["a node that is down", { meaning: "node-down", site: "HUB", node: "router" }, "equipment"],
    ["a site that is silent before it", hub, "transmission"],
    ["an alarm of nothing beyond itself", { meaning: "local" }, "unknown"],
  ])("behind %s", (_name, root, expected) => {
    const stand = new OutageStand();
    stand.raise(dark, 10 * minute);
    const { id } = stand.raise(root, 9 * minute);
    stand.blame(dark, root, 11 * minute);
    const outage = stand.outages.find(({ site }) => site === "S1");
    expect(outage).toMatchObject({ causeClass: expected, causeAlarm: id, confirmedBy: "alarm" });
  });

  it("of a silent root is transmission once others are silent behind it", () => {
    const stand = new OutageStand();
    const { id } = stand.raise(hub, 10 * minute);
    expect(stand.outages).toMatchObject([{ causeClass: "unknown", causeAlarm: null }]);
    stand.change(hub, 11 * minute, { symptomCount: 12 });
    expect(stand.outages).toMatchObject([{ causeClass: "transmission", causeAlarm: id }]);
  });

  it("stays when the root clears first and the alarm is left to itself", () => {
    const stand = new OutageStand();
    const { id } = stand.raise(hop, 9 * minute);
    stand.raise(bts, 10 * minute);
    stand.blame(bts, hop, 11 * minute);
    stand.clear(hop, 20 * minute);
    stand.change(bts, 20 * minute, { cause: null });
    stand.clear(bts, 30 * minute);
    expect(stand.outages).toMatchObject([{ causeClass: "transmission", causeAlarm: id }]);
  });

  it("follows the correlator to another root while the outage lasts", () => {
    const stand = new OutageStand();
    stand.raise(hop, 9 * minute);
    stand.raise(dark, 10 * minute);
    stand.blame(dark, hop, 11 * minute);
    stand.raise(feed, 8 * minute);
    stand.blame(dark, feed, 12 * minute);
    expect(stand.story).toEqual(["S1 power 10-"]);
  });

  it.each<readonly [string, (stand: OutageStand) => void]>([
    ["began in a window", (stand) => stand.raise(dark, 10 * minute, { maintenance: "w1" })],
    [
      "is in a window now",
      (stand) => {
        stand.raise(dark, 10 * minute);
        stand.change(dark, 12 * minute, { maintenance: "w1" });
      },
    ],
    [
      "its root is in a window",
      (stand) => {
        stand.raise(hop, 9 * minute, { maintenance: "w1" });
        stand.raise(dark, 10 * minute);
        stand.blame(dark, hop, 11 * minute);
      },
    ],
  ])("is planned when it %s, and stays so when the window ends", (_name, happen) => {
    const stand = new OutageStand();
    happen(stand);
    stand.change(dark, 20 * minute, { maintenance: null });
    stand.clear(dark, 30 * minute);
    expect(stand.story).toEqual(["S1 planned 10-30"]);
  });
});

describe("the platform's own absence", () => {
  const downAt = (stand: OutageStand, fromMs: number, toMs: number): void =>
    stand.ledger.platformDown({ rows: stand.rows, nowMs: toMs }, { fromMs, toMs });

  it("is unknown, never down, for what was out before it", () => {
    const stand = new OutageStand();
    stand.raise(hop, 9 * minute);
    stand.raise(dark, 10 * minute);
    stand.blame(dark, hop, 11 * minute);
    stand.restart();
    downAt(stand, 20 * minute, 50 * minute);
    stand.clear(dark, 60 * minute);
    expect(stand.story).toEqual(["S1 transmission 10-20", "S1 unknown 20-50", "S1 transmission 50-60"]);
    expect(stand.outages.map(({ confirmedBy }) => confirmedBy)).toEqual(["alarm", "platform", "alarm"]);
  });

  it.each<readonly [string, number | null, readonly string[]]>([
    ["not heard since", null, ["S1 unknown 20-50", "S1 unknown 55-"]],
    ["heard before the gap ended only", 19 * minute, ["S1 unknown 20-50", "S1 unknown 55-"]],
    ["heard after it", 51 * minute, ["S1 unknown 55-"]],
  ])("a site %s", (_name, lastHeardAtMs, expected) => {
    const stand = new OutageStand({ lastHeardAtMs: () => lastHeardAtMs });
    downAt(stand, 20 * minute, 50 * minute);
    stand.raise(dark, 55 * minute);
    expect(stand.story).toEqual(expected);
    stand.clear(dark, 56 * minute);
    stand.raise(dark, 58 * minute);
    expect(stand.story).toHaveLength(expected.length + 1);
  });

  it("is not told of below platformDownMsMin", () => {
    const stand = new OutageStand();
    stand.raise(dark, 10 * minute);
    downAt(stand, 20 * minute, 20 * minute + platformDownMsMin - 1);
    expect(stand.story).toEqual(["S1 unknown 10-"]);
    downAt(stand, 20 * minute, 20 * minute + platformDownMsMin);
    expect(stand.story).toHaveLength(3);
  });

  it("began when something was last heard or judged, by the platform's own clock", () => {
    const latest = new ReadingColumns(2);
    const nothing = { conditions: [], presence: [], alarms: [] };
    expect(listenedUntilMs({ latest, ...nothing }, 9_000)).toBe(null);
    latest.append(new SeriesCatalog().add(siteCode("S1"), nodeCode("pwr"), "m", 0).id, 8_000, 1, -3_000);
    expect(listenedUntilMs({ latest, ...nothing }, 9_000)).toBe(5_000);
    const presence = [{ device: deviceId("d"), changedAtMs: 6_000, body: "{}" }];
    expect(listenedUntilMs({ latest, ...nothing, presence }, 9_000)).toBe(6_000);
    expect(listenedUntilMs({ latest, ...nothing, presence }, 5_500)).toBe(5_500);
  });

  it("catches up at start with alarms that no outage tells of, and with outages that no alarm holds", () => {
    const stand = new OutageStand();
    stand.raise(dark, 10 * minute);
    stand.restart([]);
    const rows = emptyRows();
    stand.ledger.catchUp({ rows, nowMs: 30 * minute });
    expect(rows.outage).toMatchObject([{ site: "S1", fromMs: 10 * minute, toMs: null }]);
    const lone = new OutageStand();
    lone.ledger.restore(rows.outage, []);
    lone.ledger.catchUp({ rows: lone.rows, nowMs: 40 * minute });
    expect(lone.rows.outage).toMatchObject([{ toMs: 40 * minute }]);
  });
});

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

it("minutes of one that lasts count until now, and never below zero", () => {
  expect(minutesOf({ fromMs: 0, toMs: 90_000 }, 0)).toBe(1.5);
  expect(minutesOf({ fromMs: 0, toMs: null }, 3 * minute)).toBe(3);
  expect(minutesOf({ fromMs: 5, toMs: null }, 0)).toBe(0);
});
