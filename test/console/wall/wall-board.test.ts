import { describe, expect, test } from "vitest";
import type { SiteView } from "../../../api/contract.ts";
import { causesOf, countSeverities, totalsOf } from "../../../console/wall/wall-board.ts";
import { alarm, at, symptom } from "../alarms/alarm-view.ts";
import { noAlarms, site } from "../field/site-view.ts";

describe("root causes on the wall", () => {
  const shelf = { until: at(60), actor: "minh", reason: "known" };

  test("the gravest first, by the gravest that they stand for; unacknowledged before acknowledged among equals", () => {
    const causes = causesOf([
      alarm("minor", 5, { severity: "minor" }),
      alarm("seen", 9, { severity: "critical", operatorState: "acknowledged" }),
      alarm("root", 1, { severity: "major" }),
      symptom("worse", "root", 2, { severity: "critical" }),
    ]);
    expect(causes.map(({ leader }) => leader.id)).toEqual(["root", "seen", "minor"]);
    expect(causes[0]?.members.map(({ id }) => id)).toEqual(["worse"]);
  });

  test("what is shelved or in maintenance takes no room", () => {
    const alarms = [alarm("one", 0, { shelf }), alarm("two", 0, { maintenance: "mnt-1" }), alarm("three")];
    expect(causesOf(alarms).map(({ leader }) => leader.id)).toEqual(["three"]);
  });

  test("the counts add up to the root causes, and say how many nobody acknowledged", () => {
    const causes = causesOf([
      alarm("root", 0, { severity: "major", operatorState: "acknowledged" }),
      symptom("worse", "root", 2, { severity: "critical" }),
      alarm("other", 0, { severity: "critical" }),
      alarm("small", 0, { severity: "warning" }),
    ]);
    const counts = countSeverities(causes);
    expect(counts.map(({ active }) => active)).toEqual([2, 0, 0, 1, 0]);
    expect(counts[0]).toEqual({ severity: "critical", active: 2, unacknowledged: 1 });
  });
});

test("sites are counted once each: reporting, silent by longest silence, never heard", () => {
  const heard = (code: string, online: boolean | null, minutes: number | null): SiteView =>
    site(code, {
      state: {
        online,
        silent: online === false,
        lastHeardAt: minutes === null ? null : at(minutes),
        alarms: noAlarms,
      },
    });
  const totals = totalsOf([
    heard("BPH0001", true, 9),
    heard("BPH0002", false, 5),
    heard("BPH0003", false, 2),
    heard("BPH0004", null, null),
    // Not connected for a moment, and no alarm of it: neither reporting nor silent.
    site("BPH0005", { state: { ...site("BPH0005").state, online: false, silent: false } }),
  ]);
  expect(totals).toMatchObject({ all: 5, reporting: 1, never: 1 });
  expect(totals.silent.map(({ code }) => code)).toEqual(["BPH0003", "BPH0002"]);
});
