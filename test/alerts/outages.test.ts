import { describe, expect, it } from "vitest";
import { platformDownMsMin } from "../../alerts/limits.ts";
import { listenedUntilMs } from "../../alerts/outages/last-heard.ts";
import { type CauseClass, minutesOf } from "../../alerts/outages/outage.ts";
import { deviceId, nodeCode, siteCode } from "../../telemetry/identifiers.ts";
import { emptyRows } from "../../telemetry/journal.ts";
import { ReadingColumns } from "../../telemetry/reading-columns.ts";
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
    ["heard before the gap ended only", 19 * minute, ["S1 unknown 20-50", "S1 unknown 50-"]],
    ["heard after it: since then", 51 * minute, ["S1 unknown 51-"]],
  ])("a site %s", (_name, lastHeardAtMs, expected) => {
    const stand = new OutageStand({ deviceOf: () => ({ lastHeardAtMs, periodSeconds: null }) });
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

it("minutes of one that lasts count until now, and never below zero", () => {
  expect(minutesOf({ fromMs: 0, toMs: 90_000 }, 0)).toBe(1.5);
  expect(minutesOf({ fromMs: 0, toMs: null }, 3 * minute)).toBe(3);
  expect(minutesOf({ fromMs: 5, toMs: null }, 0)).toBe(0);
});
