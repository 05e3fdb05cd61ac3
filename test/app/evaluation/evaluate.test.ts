import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { type EvaluationPlan, evaluateRecording } from "../../../app/evaluation/evaluate.ts";
import { printReport } from "../../../app/evaluation/print-report.ts";
import { emptyInventory } from "../../../inventory/inventory.ts";
import { exampleProvincePath, loadInventory } from "../../../inventory/load.ts";
import { defaultRules } from "../../alerts/stand.ts";

const folder = mkdtempSync(join(tmpdir(), "tramcanh-evaluate-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const planOf = (path: string, more: Partial<EvaluationPlan> = {}): EvaluationPlan => ({
  source: { path, zoneMs: 7 * 3_600_000, renamed: new Map() },
  rules: defaultRules(),
  inventory: emptyInventory,
  routes: [],
  delays: { forMs: 60_000, keepFiringForMs: 300_000 },
  periodMs: null,
  ...more,
});

const evaluateText = (lines: readonly string[], more: Partial<EvaluationPlan> = {}) => {
  const path = join(folder, "recording.csv");
  writeFileSync(path, `${lines.join("\n")}\n`);
  return evaluateRecording(planOf(path, more));
};

const at = (seconds: number): string => new Date(Date.UTC(2026, 2, 1, 1) + seconds * 1_000).toISOString();

describe("the field sample of 194 alarms", () => {
  const path = fileURLToPath(new URL("../../data/vietnam-bts/alarms.csv", import.meta.url));
  const identityOf = (parts: readonly (string | undefined)[]): string => parts.join(" ");

  /** The alarms that lasted 60 s or more, from the file itself; times in ms. */
  const lasting = readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => {
      const [, station, code, parameter, start = "", end = ""] = line.split(",");
      const instant = (text: string): number => Date.parse(`${text.replace(" ", "T")}+07:00`);
      const toMs = end === "" ? Number.POSITIVE_INFINITY : instant(end);
      return { identity: identityOf([station, parameter, code]), fromMs: instant(start), toMs };
    })
    .filter(({ fromMs, toMs }) => toMs - fromMs >= 60_000);

  test("becomes at most 31 notifications", async () => {
    const report = await evaluateRecording(planOf(path));
    expect(report.recording).toMatchObject({ kind: "alarms", rows: 194, sites: 29, sitesUnknown: 29 });
    expect(report.alarmsIn).toBe(194);
    expect(report.notifications.problems).toBeLessThanOrEqual(31);
    expect(report.notifications.problems).toBeGreaterThan(0);
    expect(report.alarms.refused).toBe(0);
  });

  test("loses no alarm that lasted 60 s or more: each was told and stood until its end", async () => {
    const { occurrences, told } = await evaluateRecording(planOf(path));
    expect(lasting).toHaveLength(45);
    const lost = lasting.filter(({ identity, fromMs, toMs }) => {
      const covering = occurrences.find(({ site, node, type, raisedAt, clearedAt }) => {
        const endMs = clearedAt === null ? Number.POSITIVE_INFINITY : Date.parse(clearedAt);
        const isSame = identityOf([site, node, type]) === identity;
        return isSame && Date.parse(raisedAt) <= fromMs + 60_000 && endMs >= toMs;
      });
      if (covering === undefined) return true;
      const { site, node, type, raisedAt } = covering;
      const isTold = told.some(
        (each) =>
          each.event === "raised" &&
          identityOf([each.site, each.node, each.type]) === identityOf([site, node, type]) &&
          Math.abs(Date.parse(each.at) - Date.parse(raisedAt)) <= 70_000,
      );
      return !isTold;
    });
    expect(lost).toEqual([]);
  });
});

test("readings go through the rules: a mains failure is told and cleared", async () => {
  const rows = Array.from({ length: 20 }, (_none, minute) => {
    const isLost = minute >= 5 && minute < 12;
    return [
      `${at(minute * 60)},BPH0001,pwr,mains.present,${!isLost}`,
      `${at(minute * 60)},BPH0001,pwr,cabinet.temperature,31.5`,
    ];
  });
  const report = await evaluateText(["ts,site,node,metric,value", ...rows.flat()]);
  expect(report.recording).toMatchObject({ kind: "readings", rows: 40, sites: 1, outOfRange: 0, behind: 0 });
  expect(report.occurrences).toMatchObject([
    { site: "BPH0001", node: "pwr", type: "mains-lost", severity: "major", raisedAt: at(5 * 60 + 30) },
  ]);
  expect(report.occurrences[0]?.clearedAt).not.toBeNull();
  expect(report.notifications).toMatchObject({ problems: 1, allClears: 1 });
  expect(report.alarmsIn).toBe(1);
});

test("sites of the inventory are described by it, with the numbers of its plan", async () => {
  const loaded = loadInventory(exampleProvincePath);
  if (!loaded.ok) throw new Error("the example province does not load");
  const rows = Array.from(
    { length: 5 },
    (_none, minute) => `${at(minute * 60)},BPH0009,mw1,microwave.rsl,-55`,
  );
  const lines = ["ts,site,node,metric,value", ...rows];
  const { occurrences, recording } = await evaluateText(lines, { inventory: loaded.inventory });
  expect(recording.sitesUnknown).toBe(0);
  expect(occurrences).toMatchObject([{ type: "microwave-rsl-low", severity: "major" }]);
  expect((await evaluateText(lines)).occurrences).toEqual([]);
});

test("with a period silence is told of, without one it says nothing", async () => {
  const lines = ["ts,site,metric,value", `${at(0)},A,door.open,false`, `${at(600)},B,door.open,false`];
  const silent = await evaluateText(lines, { periodMs: 60_000 });
  expect(silent.occurrences).toMatchObject([
    { site: "A", type: "connection-lost", severity: "critical" },
    { site: "B", type: "connection-lost", severity: "critical" },
  ]);
  expect((await evaluateText(lines)).occurrences).toEqual([]);
});

test("rows of one identity that overlap are one alarm until the last of them ends", async () => {
  const delays = { forMs: 0, keepFiringForMs: 0 };
  const lines = ["site,type,raised,cleared", `A,x,${at(0)},${at(100)}`, `A,x,${at(50)},${at(300)}`];
  const { occurrences } = await evaluateText(lines, { delays });
  expect(occurrences).toMatchObject([{ raisedAt: at(0), clearedAt: at(300) }]);
});

test("rows in any order, and a row for each end, say the same as rows from raise to clear", async () => {
  const intervals = await evaluateText([
    "site,type,severity,raised,cleared",
    `B,door,minor,${at(200)},`,
    `A,door,major,${at(0)},${at(120)}`,
  ]);
  const events = await evaluateText([
    "ts,site,type,severity,event",
    `${at(0)},A,door,major,raised`,
    `${at(120)},A,door,major,cleared`,
    `${at(200)},B,door,minor,raised`,
  ]);
  expect(intervals.standing).toMatchObject([{ site: "B", severity: "minor" }]);
  const { recording: _intervals, ...first } = intervals;
  const { recording: _events, ...second } = events;
  expect(second).toEqual(first);
});

test("floods, chatter, offenders and the mix of severities are counted", async () => {
  const many = Array.from({ length: 12 }, (_none, index) => `S${index},x,minor,${at(index)},`);
  const chatter = Array.from({ length: 3 }, (_none, index) => {
    return `C,motion,warning,${at(700 + index * 20)},${at(705 + index * 20)}`;
  });
  const report = await evaluateText(["site,type,severity,raised,cleared", ...many, ...chatter], {
    delays: { forMs: 60_000, keepFiringForMs: 0 },
  });
  expect(report.floods.recorded).toMatchObject({ periods: 2, inFlood: 1, share: 0.5, mostInTenMinutes: 12 });
  expect(report.chattering).toBe(1);
  expect(report.offenders[0]).toEqual({
    site: "C",
    node: "site",
    type: "motion",
    recorded: 3,
    raised: 0,
    chattering: true,
  });
  expect(report.priority.minor).toEqual({ count: 12, share: 1 });
  expect(report.alarms.standing).toBe(12);
  const words = printReport(report);
  expect(words).toContain("15 alarms in → 12 problems told");
  expect(words).toContain("Still standing at the end");
});

describe("what is wrong with a file is said with line, column, value and fix", () => {
  const faultsOf = (lines: readonly string[]) =>
    evaluateText(lines).then(
      () => [],
      (error: { readonly faults?: unknown }) => error.faults,
    );
  const file = (line: number): unknown => expect.stringMatching(new RegExp(`recording\\.csv:${line}$`));

  test("cells", async () => {
    const lines = ["ts,site,metric,value", `${at(0)},A,mains.voltage,230`, "soon,A B,122,high"];
    expect(await faultsOf(lines)).toEqual([
      { file: file(3), path: "metric", value: '"122"', message: expect.any(String), fix: expect.any(String) },
      { file: file(3), path: "value", value: '"high"', message: expect.any(String), fix: expect.any(String) },
      { file: file(3), path: "ts", value: '"soon"', message: expect.any(String), fix: expect.any(String) },
      { file: file(3), path: "site", value: '"A B"', message: expect.any(String), fix: expect.any(String) },
    ]);
  });

  test("a clear before its raise", async () => {
    const lines = ["site,type,raised,cleared", `A,x,${at(10)},${at(5)}`];
    expect(await faultsOf(lines)).toMatchObject([{ path: "cleared", file: file(2) }]);
  });

  test("a header without the columns that are needed", async () => {
    expect(await faultsOf(["site,metric,value", "A,x,1"])).toMatchObject([{ path: "ts", file: file(1) }]);
    expect(await faultsOf(["site,type,raised"])).toMatchObject([{ path: "cleared", file: file(1) }]);
  });

  test("quotes that don't end, a file without rows, and no file", async () => {
    expect(await faultsOf(["ts,site,metric,value", '"1,A'])).toMatchObject([{ file: file(2) }]);
    expect(await faultsOf(["ts,site,metric,value"])).toMatchObject([
      { message: "the recording has no rows" },
    ]);
    const missing = evaluateRecording(planOf(join(folder, "nothing.csv")));
    await expect(missing).rejects.toMatchObject({ faults: [{ message: expect.stringContaining("ENOENT") }] });
  });

  test("I9: after rowFaultsMax wrong cells reading ends", async () => {
    const lines = ["ts,site,metric,value", ...Array.from({ length: 100 }, () => `${at(0)},A,door.open,ajar`)];
    expect(await faultsOf(lines)).toHaveLength(20);
  });
});
