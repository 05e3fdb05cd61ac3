import { describe, expect, test } from "vitest";
import { maintenanceWindowsMax } from "../../alerts/limits.ts";
import { MaintenanceRequestError } from "../../alerts/maintenance/errors.ts";
import { MaintenancePlan } from "../../alerts/maintenance/plan.ts";
import { type MaintenanceScope, maintenanceWindowSchema } from "../../alerts/maintenance/window.ts";
import { nodeCode, siteCode } from "../../telemetry/identifiers.ts";
import { emptyRows } from "../../telemetry/journal.ts";
import { windowOf } from "./maintenance-window.ts";
import { defaultRules, prompt, Stand, site } from "./stand.ts";

const s = 1_000;
const hourMs = 3_600 * s;
const startMs = Date.UTC(2026, 0, 1);
const rules = defaultRules().map(prompt);
const describeSite = () => ({ name: "Bù Đốp 1", operators: ["VTL", "VNP"], commune: "25195" });
const once = (fromMs: number, toMs: number) => ({ kind: "once" as const, fromMs, toMs });

const standWith = (plan = new MaintenancePlan(describeSite)): Stand =>
  new Stand(rules, { describeSite, maintenance: plan });
const mains = (stand: Stand, present: boolean, atMs: number): void =>
  stand.read("mains.present", Number(present), atMs);
const windowsOf = (stand: Stand): readonly (string | null)[] =>
  stand.system.list().map(({ maintenance }) => maintenance);

describe("who is in a window", () => {
  const covers = (scope: MaintenanceScope): boolean => {
    const plan = new MaintenancePlan(describeSite);
    plan.put(emptyRows(), startMs, windowOf({ scope }));
    return plan.covering({ site, node: nodeCode("pwr"), maintenance: null }, startMs) === "window";
  };

  test.each<[string, MaintenanceScope, boolean]>([
    ["its site", { sites: ["BPH0002", "BPH0001"] }, true],
    ["another site", { sites: ["BPH0002"] }, false],
    ["its node", { nodes: ["BPH0001/pwr"] }, true],
    ["another node", { nodes: ["BPH0001/mw1"] }, false],
    ["its commune", { communes: ["25195"] }, true],
    ["another commune", { communes: ["1"] }, false],
    ["a tenant of the site", { operators: ["VNP"] }, true],
    ["a stranger", { operators: ["MBF"] }, false],
    ["its site and its tenant", { sites: ["BPH0001"], operators: ["VNP"] }, true],
    ["its site and a stranger", { sites: ["BPH0001"], operators: ["MBF"] }, false],
  ])("%s: %j %j", (_name, scope, expected) => {
    expect(covers(scope)).toBe(expected);
  });

  test("nobody of a site that the inventory does not know, unless it is named", () => {
    const plan = new MaintenancePlan(() => undefined);
    plan.put(emptyRows(), startMs, windowOf({ id: "by-place", scope: { communes: ["25195"] } }));
    const alarm = { site: siteCode("X1"), node: nodeCode("pwr"), maintenance: null };
    expect(plan.covering(alarm, startMs)).toBeNull();
    plan.put(emptyRows(), startMs, windowOf({ id: "by-name", scope: { sites: ["X1"] } }));
    expect(plan.covering(alarm, startMs)).toBe("by-name");
  });
});

describe("alarms in a window", () => {
  test("are out of service from the start, and counted beside the shown ones", () => {
    const stand = standWith();
    stand.system.planMaintenance(stand.rows, startMs, windowOf());
    mains(stand, false, startMs + s);
    expect(windowsOf(stand)).toEqual(["window"]);
    expect(stand.story).toEqual(["raised major"]);
    expect(stand.system.counts().major).toEqual({
      shown: 0,
      hidden: 1,
      shelved: 0,
      suppressed: 0,
      outOfService: 1,
    });
  });

  test("I8: go on as any other; a clear is not blocked, and the alarm keeps the window in which it cleared", () => {
    const stand = standWith();
    stand.system.planMaintenance(stand.rows, startMs, windowOf());
    stand.read("dc.bus.voltage", 47, startMs + s);
    stand.read("dc.bus.voltage", 45, startMs + 2 * s);
    stand.read("dc.bus.voltage", 54, startMs + 3 * s);
    expect(stand.story).toEqual(["raised major", "updated critical", "cleared critical"]);
    stand.system.cancelMaintenance(stand.rows, startMs + 4 * s, "window");
    expect(windowsOf(stand)).toEqual(["window"]);
    stand.read("dc.bus.voltage", 47, startMs + 5 * s);
    expect(windowsOf(stand)).toEqual([null]);
  });

  test("come and go with the window by time alone", () => {
    const stand = standWith();
    mains(stand, false, startMs);
    stand.system.planMaintenance(
      stand.rows,
      startMs,
      windowOf({ period: once(startMs + hourMs, startMs + 2 * hourMs) }),
    );
    expect(windowsOf(stand)).toEqual([null]);
    expect(stand.system.nextDueMs()).toBe(startMs + hourMs);
    stand.tick(startMs + hourMs);
    expect(windowsOf(stand)).toEqual(["window"]);
    expect(stand.system.nextDueMs()).toBe(startMs + 2 * hourMs);
    stand.tick(startMs + 2 * hourMs - 1);
    expect(windowsOf(stand)).toEqual(["window"]);
    stand.tick(startMs + 2 * hourMs);
    expect(windowsOf(stand)).toEqual([null]);
    expect(stand.story).toEqual(["raised major", "out-of-service major", "in-service major"]);
  });

  test("are released at once when the window is taken away, or no longer covers them", () => {
    const stand = standWith();
    mains(stand, false, startMs);
    stand.system.planMaintenance(stand.rows, startMs, windowOf());
    stand.system.planMaintenance(stand.rows, startMs, windowOf({ scope: { sites: ["BPH0002"] } }));
    expect(windowsOf(stand)).toEqual([null]);
    stand.system.planMaintenance(stand.rows, startMs, windowOf());
    stand.system.cancelMaintenance(stand.rows, startMs, "window");
    expect(windowsOf(stand)).toEqual([null]);
  });

  test("a plan changed elsewhere is followed at the next tick", () => {
    const plan = new MaintenancePlan(describeSite);
    const stand = standWith(plan);
    mains(stand, false, startMs);
    stand.tick(startMs);
    expect(stand.system.due(startMs + s)).toBe(false);
    plan.put(stand.rows, startMs + s, windowOf());
    expect(stand.system.due(startMs + s)).toBe(true);
    stand.tick(startMs + s);
    expect(windowsOf(stand)).toEqual(["window"]);
  });

  test("stay in the window that they are in while windows overlap, and then go over to the other", () => {
    const stand = standWith();
    mains(stand, false, startMs);
    const plan = (id: string, hours: number): void =>
      stand.system.planMaintenance(
        stand.rows,
        startMs,
        windowOf({ id, period: once(startMs, startMs + hours * hourMs) }),
      );
    plan("short", 1);
    plan("long", 3);
    plan("middle", 2);
    expect(windowsOf(stand)).toEqual(["short"]);
    stand.tick(startMs + hourMs);
    expect(windowsOf(stand)).toEqual(["long"]);
    stand.tick(startMs + 2 * hourMs);
    stand.tick(startMs + 3 * hourMs);
    expect(stand.story).toEqual([
      "raised major",
      "out-of-service major",
      "out-of-service major",
      "in-service major",
    ]);
  });

  test("a site that moves into a window's commune is covered from the next tick", () => {
    let commune = "1";
    const describeMoving = () => ({ ...describeSite(), commune });
    const stand = new Stand(rules, {
      describeSite: describeMoving,
      maintenance: new MaintenancePlan(describeMoving),
    });
    mains(stand, false, startMs);
    stand.system.planMaintenance(stand.rows, startMs, windowOf({ scope: { communes: ["25195"] } }));
    expect(windowsOf(stand)).toEqual([null]);
    commune = "25195";
    stand.system.planChanged();
    stand.tick(startMs + s);
    expect(windowsOf(stand)).toEqual(["window"]);
  });
});

describe("the plan", () => {
  test("comes back from the documents that it pushed, and so do the alarms in it", () => {
    const stand = standWith();
    stand.system.planMaintenance(stand.rows, startMs, windowOf({ id: "stays" }));
    stand.system.planMaintenance(stand.rows, startMs, windowOf({ id: "goes" }));
    mains(stand, false, startMs + s);
    stand.system.cancelMaintenance(stand.rows, startMs + 2 * s, "goes");
    const plan = new MaintenancePlan(describeSite);
    const newest = new Map(stand.rows.document.map((row) => [row.id, row]));
    plan.restore([...newest.values(), { kind: "user", id: "u", changedAtMs: 0, body: "{}" }]);
    expect(plan.list()).toEqual([windowOf({ id: "stays" })]);
    stand.restart(startMs + 3 * s);
    const before = stand.transitions.length;
    stand.tick(startMs + 4 * s);
    expect(windowsOf(stand)).toEqual(["stays"]);
    expect(stand.transitions).toHaveLength(before);
  });

  test("window-not-found: what is not planned can't be taken away", () => {
    const rows = emptyRows();
    const attempt = () => new MaintenancePlan(describeSite).remove(rows, startMs, "window");
    expect(attempt).toThrow(MaintenanceRequestError);
    expect(attempt).toThrow(expect.objectContaining({ code: "window-not-found" }));
    expect(rows).toEqual(emptyRows());
  });

  test("too-many-windows: beyond maintenanceWindowsMax the one that ended longest ago gives way, if one has", () => {
    const plan = new MaintenancePlan(describeSite);
    for (let number = 0; number < maintenanceWindowsMax; number++)
      plan.put(emptyRows(), startMs, windowOf({ id: `w${number}`, period: once(0, startMs + number + 1) }));
    const rows = emptyRows();
    const attempt = () => plan.put(rows, startMs, windowOf({ id: "one-more" }));
    expect(attempt).toThrow(expect.objectContaining({ code: "too-many-windows" }));
    expect(rows).toEqual(emptyRows());
    plan.put(rows, startMs, windowOf({ id: "w7", name: "replaced" }));
    plan.put(rows, startMs + 2, windowOf({ id: "one-more" }));
    expect(rows.document.map(({ id, body }) => [id, body === null])).toEqual([
      ["w7", false],
      ["w0", true],
      ["one-more", false],
    ]);
    expect(plan.list()).toHaveLength(maintenanceWindowsMax);
  });
});

describe("what is no window", () => {
  test.each<[string, object, string]>([
    ["a scope that names nothing", { scope: {} }, "scope"],
    ["an empty list", { scope: { sites: [] } }, "scope.sites"],
    ["a site that is no code", { scope: { sites: ["a b"] } }, "scope.sites.0"],
    ["a node without its site", { scope: { nodes: ["mw1"] } }, "scope.nodes.0"],
    ["an offset for a zone", { zone: "+07:00" }, "zone"],
    ["an invented zone", { zone: "Asia/Bu_Dop" }, "zone"],
    ["an end before the start", { period: once(2, 1) }, "period.toMs"],
    ["two months at once", { period: once(0, 62 * 24 * hourMs) }, "period.toMs"],
    ["no reason", { reason: "" }, "reason"],
    [
      "a day that is none",
      {
        period: { kind: "weekly", days: [0], startMinute: 0, durationMinutes: 60, fromMs: 0, toMs: null },
      },
      "period.days.0",
    ],
    [
      "a minute beyond midnight",
      {
        period: { kind: "weekly", days: [1], startMinute: 1_440, durationMinutes: 60, fromMs: 0, toMs: null },
      },
      "period.startMinute",
    ],
    [
      "a recurrence that ends before it begins",
      { period: { kind: "weekly", days: [1], startMinute: 0, durationMinutes: 60, fromMs: 5, toMs: 5 } },
      "period.toMs",
    ],
  ])("%s is refused where it stands", (_name, wrong, path) => {
    const parsed = maintenanceWindowSchema.safeParse({ ...windowOf({ period: once(0, hourMs) }), ...wrong });
    expect(parsed.error?.issues.map((issue) => issue.path.join("."))).toEqual([path]);
  });

  test("a window of a year is refused, one of a month is taken", () => {
    const of = (days: number) => windowOf({ period: once(0, days * 24 * hourMs) });
    expect(maintenanceWindowSchema.safeParse(of(31)).success).toBe(true);
    expect(maintenanceWindowSchema.safeParse(of(365)).success).toBe(false);
  });
});
