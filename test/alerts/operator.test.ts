import { describe, expect, test } from "vitest";
import { AlarmRequestError } from "../../alerts/errors.ts";
import { deviceAlarmTypesPerNodeMax, noteCharactersMax } from "../../alerts/limits.ts";
import type { Route } from "../../alerts/routes.ts";
import { channelsFor, routeSchema } from "../../alerts/routes.ts";
import type { DeviceAlarm } from "../../telemetry/device-event.ts";
import { nodeCode } from "../../telemetry/identifiers.ts";
import { emptyRows } from "../../telemetry/journal.ts";
import type { Severity } from "../../telemetry/severity.ts";
import { defaultRules, device, Stand, site } from "./stand.ts";

const s = 1_000;
const startMs = Date.UTC(2026, 0, 1);
const rules = defaultRules();
const describeSite = () => ({ name: "Bù Đốp 1", operators: ["VTL", "VNP"], commune: "25195" });

const withMainsLost = (routes: readonly Route[] = []): Stand => {
  const stand = new Stand(rules, { routes, describeSite });
  stand.read("mains.present", 0, startMs);
  stand.tick(startMs + 30 * s);
  return stand;
};
const idOf = (stand: Stand): string => stand.system.list()[0]?.id ?? "";
const request = (id: string, note: string | null = null) => ({ id, actor: "lan", note });

describe("acknowledge", () => {
  test("is written down with who, when and why, and is not a clear", () => {
    const stand = withMainsLost();
    const alarm = stand.system.acknowledge(
      stand.rows,
      startMs + 40 * s,
      request(idOf(stand), "crew on its way"),
    );
    expect(alarm).toMatchObject({
      operatorState: "acknowledged",
      isCleared: false,
      operatorChanges: [
        { atMs: startMs + 40 * s, actor: "lan", action: "acknowledge", note: "crew on its way" },
      ],
    });
    expect(stand.story).toEqual(["raised major", "acknowledged major"]);
  });

  test("lasts for the occurrence: the next raise needs another", () => {
    const stand = withMainsLost();
    stand.system.acknowledge(stand.rows, startMs + 40 * s, request(idOf(stand)));
    stand.read("mains.present", 1, startMs + 50 * s);
    stand.read("mains.present", 0, startMs + 60 * s);
    stand.tick(startMs + 90 * s);
    expect(stand.system.list()).toMatchObject([
      { operatorState: "none", occurrenceCount: 2, isCleared: false },
    ]);
  });
});

describe("the live list", () => {
  test("keeps a cleared alarm until somebody acknowledges it", () => {
    const stand = withMainsLost();
    stand.read("mains.present", 1, startMs + 50 * s);
    expect(stand.system.list()).toMatchObject([{ isCleared: true, severity: "major" }]);
    const id = idOf(stand);
    stand.system.acknowledge(stand.rows, startMs + 60 * s, request(id));
    expect(stand.system.list()).toEqual([]);
    expect(stand.system.get(id)).toMatchObject({ isCleared: true, operatorState: "acknowledged" });
  });

  test("lets go of a cleared alarm after a day", () => {
    const stand = withMainsLost();
    stand.read("mains.present", 1, startMs + 50 * s);
    stand.tick(startMs + 25 * 3_600 * s);
    expect(stand.system.list()).toEqual([]);
  });
});

describe("clear by an operator", () => {
  test("ends the alarm; it comes back after its delay when the condition still holds", () => {
    const stand = withMainsLost();
    stand.system.clear(stand.rows, startMs + 40 * s, request(idOf(stand)));
    stand.read("mains.present", 0, startMs + 60 * s);
    stand.tick(startMs + 90 * s);
    expect(stand.story).toEqual(["raised major", "operator-cleared major", "raised major"]);
  });

  test("stays ended over a restart", () => {
    const stand = withMainsLost();
    stand.system.clear(stand.rows, startMs + 40 * s, request(idOf(stand)));
    stand.restart(startMs + 50 * s);
    stand.tick(startMs + 500 * s);
    expect(stand.story).toEqual(["raised major", "operator-cleared major"]);
  });
});

describe("a request that can't be done leaves no rows", () => {
  const long = "x".repeat(noteCharactersMax + 1);
  test.each([
    ["acknowledge of nothing", "acknowledge", "0".repeat(24), null, "alarm-not-found"],
    ["clear of nothing", "clear", "0".repeat(24), null, "alarm-not-found"],
    ["a second acknowledge", "acknowledge", null, null, "already-acknowledged"],
    ["a second clear", "clear", null, null, "already-cleared"],
    ["a long note", "acknowledge", null, long, "note-too-long"],
  ] as const)("%s", (_name, action, id, note, code) => {
    const stand = withMainsLost();
    const known = idOf(stand);
    if (code === "already-acknowledged")
      stand.system.acknowledge(stand.rows, startMs + 40 * s, request(known));
    if (code === "already-cleared") stand.system.clear(stand.rows, startMs + 40 * s, request(known));
    const rows = emptyRows();
    const attempt = () => stand.system[action](rows, startMs + 50 * s, request(id ?? known, note));
    expect(attempt).toThrow(AlarmRequestError);
    expect(attempt).toThrow(expect.objectContaining({ code }));
    expect(rows).toEqual(emptyRows());
  });
});

describe("device alarms", () => {
  const said = (
    type: string,
    severity: Severity,
    more: { cleared?: boolean; atSeconds?: number } = {},
  ): DeviceAlarm => {
    const { cleared = false, atSeconds = 0 } = more;
    return {
      kind: "alarm",
      device,
      site,
      node: nodeCode("pwr"),
      tsMs: startMs + atSeconds * s,
      receivedAtMs: startMs + atSeconds * s,
      type,
      severity,
      cleared,
      text: "Module 3",
    };
  };
  const tell = (...alarms: readonly DeviceAlarm[]): Stand => {
    const stand = new Stand(rules);
    for (const alarm of alarms) stand.evaluate({ events: [alarm] }, alarm.receivedAtMs);
    return stand;
  };

  test("raise, change severity and clear as the device says", () => {
    const stand = tell(
      said("rectifier", "minor"),
      said("rectifier", "minor", { atSeconds: 1 }),
      said("rectifier", "critical", { atSeconds: 2 }),
      said("rectifier", "critical", { atSeconds: 3, cleared: true }),
    );
    expect(stand.story).toEqual(["raised minor", "updated critical", "cleared critical"]);
  });

  test("a late clear counts: the device's word holds until it says otherwise", () => {
    const stand = tell(said("rectifier", "minor"));
    stand.evaluate(
      { events: [said("rectifier", "minor", { atSeconds: -7_200, cleared: true })] },
      startMs + s,
    );
    expect(stand.story).toEqual(["raised minor", "cleared minor"]);
  });

  test("stand over a restart", () => {
    const stand = tell(said("rectifier", "minor"));
    stand.restart(startMs + s);
    stand.tick(startMs + 2 * s);
    stand.evaluate(
      { events: [said("rectifier", "minor", { atSeconds: 3, cleared: true })] },
      startMs + 3 * s,
    );
    expect(stand.story).toEqual(["raised minor", "cleared minor"]);
  });

  test("a device can't invent types without end", () => {
    const stand = tell(
      ...Array.from({ length: deviceAlarmTypesPerNodeMax + 2 }, (_, index) => said(`type-${index}`, "minor")),
    );
    expect(stand.system.counters()).toMatchObject({
      active: deviceAlarmTypesPerNodeMax,
      deviceTypesRefused: 2,
    });
  });

  test("say in the text what the device said", () => {
    expect(tell(said("rectifier", "minor")).system.list()[0]?.text.en).toContain("Module 3");
  });
});

describe("routes", () => {
  const stand = withMainsLost();
  const [alarm] = stand.system.list();
  const reached = (...matches: readonly object[]): readonly string[] => {
    if (alarm === undefined) throw new Error("no alarm");
    const routes = matches.map((match, index) => routeSchema.parse({ match, to: [`c${index}`] }));
    return channelsFor(routes, { alarm, event: "raised", site: describeSite() });
  };

  test.each<[string, object, boolean]>([
    ["everything", {}, true],
    ["its severity", { severity: ["critical", "major"] }, true],
    ["another severity", { severity: ["minor"] }, false],
    ["its event", { event: ["raised"] }, true],
    ["another event", { event: ["cleared"] }, false],
    ["its site", { site: [site] }, true],
    ["another site", { site: ["BPH0002"] }, false],
    ["one of its operators", { operator: ["VNP"] }, true],
    ["another operator", { operator: ["MBF"] }, false],
    ["its commune", { commune: ["25195"] }, true],
    ["another commune", { commune: ["1"] }, false],
    ["its severity and another site", { severity: ["major"], site: ["BPH0002"] }, false],
  ])("a route that matches %s: %j %j", (_name, match, expected) => {
    expect(reached(match)).toEqual(expected ? ["c0"] : []);
  });

  test("a notification is pushed in the same call, once a channel, with the contract's body", () => {
    const routed = withMainsLost([
      { match: {}, to: ["noc", "boss"] },
      { match: { severity: ["major"] }, to: ["noc"] },
    ]);
    const [row] = routed.rows.notification;
    expect(routed.rows.notification.map(({ channel }) => channel)).toEqual(["noc", "boss"]);
    expect(row).toMatchObject({ transition: routed.transitions[0]?.id, createdAtMs: startMs + 30 * s });
    expect(JSON.parse(row?.body ?? "")).toMatchObject({
      version: 1,
      id: row?.id,
      event: "raised",
      alarm: {
        site: "BPH0001",
        siteName: "Bù Đốp 1",
        type: "mains-lost",
        lastRaised: { eventAt: "2026-01-01T00:00:30.000Z" },
      },
      sentAt: "2026-01-01T00:00:30.000Z",
    });
  });
});
