import { describe, expect, test } from "vitest";
import { correlationWindowMs, silenceHoldMs } from "../../alerts/notification/limits.ts";
import { idOf, NotificationStand, routesOf, startMs, type TestAlarm } from "./notification-stand.ts";

const s = 1_000;
const minute = 60 * s;
const mains: TestAlarm = { at: "BPH0001/pwr", type: "mains-lost", meaning: "feed-lost" };
const hop: TestAlarm = { at: "BPH0001/mw1", type: "link-down", meaning: "link-down" };
const dark: TestAlarm = { at: "BPH0002/ctl", type: "connection-lost", meaning: "unreachable" };
const darker: TestAlarm = { at: "BPH0003/ctl", type: "connection-lost", meaning: "unreachable" };

/** A cut hop and the two sites that it makes dark, in this order. */
const cut = (stand: NotificationStand, order: readonly TestAlarm[]): void => {
  for (const alarm of order) {
    stand.raise(alarm);
    stand.pass(s);
  }
  for (const symptom of [dark, darker]) stand.explain(idOf(symptom), idOf(hop));
};

describe("one story per root cause", () => {
  test("a failure that can be nobody's symptom is told at the tick after its raise", () => {
    const stand = new NotificationStand();
    stand.raise(mains);
    expect(stand.story).toEqual(["noc: raised BPH0001/pwr"]);
    expect(stand.heard[0]).toMatchObject({
      version: 1,
      event: "raised",
      kind: "alarm",
      audience: "noc",
      sentAt: "2026-01-01T00:00:00.000Z",
    });
  });

  test.each([
    ["first", [hop, dark, darker]],
    ["last", [dark, darker, hop]],
    ["in between", [dark, hop, darker]],
  ])("a cut hop is told once and its dark sites are not, when it arrives %s", (_name, order) => {
    const stand = new NotificationStand();
    cut(stand, order);
    stand.pass(minute);
    expect(stand.story).toEqual(["noc: raised BPH0001/mw1"]);
  });

  test.each([
    ["a link for the window", hop, correlationWindowMs, "BPH0001/mw1"],
    ["a silence for its hold", dark, silenceHoldMs, "BPH0002/ctl"],
  ])("what may be a symptom waits for its cause, %s, and no longer", (_name, alarm, holdMs, place) => {
    const stand = new NotificationStand();
    stand.raise(alarm);
    stand.pass(holdMs - 1);
    expect(stand.story).toEqual([]);
    stand.pass(1);
    expect(stand.story).toEqual([`noc: raised ${place}`]);
  });

  test("what clears within the window is never told, nor its end", () => {
    const stand = new NotificationStand();
    stand.raise(dark);
    stand.pass(s);
    stand.clear(dark);
    stand.pass(minute);
    expect(stand.story).toEqual([]);
  });

  test("the end is told to whoever was told of the beginning", () => {
    const stand = new NotificationStand();
    cut(stand, [hop, dark, darker]);
    stand.pass(minute);
    for (const alarm of [dark, darker, hop]) stand.clear(alarm);
    expect(stand.story).toEqual(["noc: raised BPH0001/mw1", "noc: cleared BPH0001/mw1"]);
  });

  test("a symptom that outlasts its cause is told for itself, if it still stands after its hold", () => {
    const stand = new NotificationStand();
    cut(stand, [hop, dark, darker]);
    stand.pass(minute);
    stand.clear(hop);
    stand.explain(idOf(dark), null);
    stand.explain(idOf(darker), null);
    stand.pass(silenceHoldMs - s);
    stand.clear(darker);
    expect(stand.told()).toEqual(["raised BPH0001/mw1", "cleared BPH0001/mw1"]);
    stand.pass(s);
    expect(stand.told().slice(2)).toEqual(["raised BPH0002/ctl"]);
  });

  test("a symptom that makes the story worse updates it; one that does not is silent", () => {
    const stand = new NotificationStand();
    cut(stand, [hop, dark, darker]);
    stand.pass(minute);
    stand.raise({ ...dark, severity: "minor" });
    expect(stand.told()).toEqual(["raised BPH0001/mw1"]);
    stand.raise({ ...dark, severity: "critical" });
    expect(stand.told()).toEqual(["raised BPH0001/mw1", "updated BPH0001/mw1"]);
    expect(stand.heard[1]?.story?.severity).toBe("critical");
  });

  test("an alarm that was told before its cause was known is not told again, but its end is", () => {
    const stand = new NotificationStand();
    stand.raise(dark);
    stand.pass(minute);
    stand.raise(hop);
    stand.explain(idOf(dark), idOf(hop));
    stand.pass(minute);
    stand.clear(dark);
    expect(stand.told()).toEqual(["raised BPH0002/ctl", "updated BPH0001/mw1", "cleared BPH0002/ctl"]);
  });

  test("a cause found after its symptom was told goes on with the story, unless that has ended or parted", () => {
    const told = (meanwhile: (stand: NotificationStand) => void): readonly string[] => {
      const stand = new NotificationStand();
      stand.raise(dark);
      stand.pass(minute);
      stand.raise(hop);
      stand.explain(idOf(dark), idOf(hop));
      stand.restart();
      meanwhile(stand);
      stand.pass(correlationWindowMs);
      stand.clear(hop);
      return stand.told();
    };
    const first = "raised BPH0002/ctl";
    const rest = (event: string) => [`${event} BPH0001/mw1`, "cleared BPH0001/mw1"];
    expect(told(() => undefined)).toEqual([first, ...rest("updated")]);
    expect(told((stand) => stand.clear(dark))).toEqual([first, "cleared BPH0002/ctl", ...rest("raised")]);
    expect(told((stand) => stand.explain(idOf(dark), null))).toEqual([first, ...rest("raised")]);
  });

  test("a route without updates hears of the cause as of a new failure", () => {
    const stand = new NotificationStand({ routes: routesOf({ to: ["noc"], updates: "none" }) });
    stand.raise(dark);
    stand.pass(minute);
    stand.raise(hop);
    stand.explain(idOf(dark), idOf(hop));
    stand.pass(minute);
    expect(stand.told()).toEqual(["raised BPH0002/ctl", "raised BPH0001/mw1"]);
  });
});

describe("hidden alarms", () => {
  test("in maintenance nothing is told; what still stands afterwards is", () => {
    const stand = new NotificationStand();
    stand.maintain("BPH0001", true);
    stand.raise(mains);
    stand.pass(60 * minute);
    expect(stand.story).toEqual([]);
    stand.maintain("BPH0001", false);
    expect(stand.told()).toEqual(["raised BPH0001/pwr"]);
  });

  test("the end of what was told before it was shelved is told", () => {
    const stand = new NotificationStand();
    const id = stand.raise(mains);
    stand.act(id, { kind: "shelve", untilMs: startMs + 60 * minute });
    stand.clear(mains);
    expect(stand.told()).toEqual(["raised BPH0001/pwr", "cleared BPH0001/pwr"]);
  });

  test("a shelf hides the next occurrence too, until it ends", () => {
    const stand = new NotificationStand();
    const id = stand.raise(mains);
    stand.act(id, { kind: "shelve", untilMs: startMs + 10 * minute });
    stand.clear(mains);
    stand.raise(mains);
    stand.pass(9 * minute);
    expect(stand.told()).toHaveLength(2);
    stand.pass(minute);
    expect(stand.told().slice(2)).toEqual(["raised BPH0001/pwr"]);
  });
});

describe("severity", () => {
  test("a rise is told, a fall is not, and rising back is no news", () => {
    const stand = new NotificationStand();
    for (const severity of ["minor", "major", "minor", "major", "critical"] as const) {
      stand.raise({ ...mains, severity });
    }
    expect(stand.heard.map(({ event, alarm }) => `${event} ${alarm?.severity}`)).toEqual([
      "raised minor",
      "updated major",
      "updated critical",
    ]);
  });

  test.each([
    ["all", ["raised minor", "updated major", "updated minor"]],
    ["none", ["raised minor"]],
  ])("a route with updates: %s hears %j", (updates, expected) => {
    const stand = new NotificationStand({ routes: routesOf({ to: ["noc"], updates }) });
    for (const severity of ["minor", "major", "minor"] as const) stand.raise({ ...mains, severity });
    expect(stand.heard.map(({ event, alarm }) => `${event} ${alarm?.severity}`)).toEqual(expected);
  });

  test("who hears only of critical ones hears of a rise as of a beginning, and of its end", () => {
    const routes = routesOf({ to: ["noc"] }, { match: { severity: ["critical"] }, to: ["boss"] });
    const stand = new NotificationStand({ routes });
    stand.raise(mains);
    stand.raise({ ...mains, severity: "critical" });
    stand.raise({ ...mains, severity: "minor" });
    stand.clear(mains);
    expect(stand.told("boss")).toEqual(["raised BPH0001/pwr", "cleared BPH0001/pwr"]);
    expect(stand.told("noc")).toEqual(["raised BPH0001/pwr", "updated BPH0001/pwr", "cleared BPH0001/pwr"]);
  });
});

describe("routes", () => {
  test("a hold tells only what stands that long", () => {
    const stand = new NotificationStand({ routes: routesOf({ to: ["noc"], hold: "5m" }) });
    stand.raise(mains);
    stand.pass(4 * minute);
    stand.clear(mains);
    stand.raise(mains);
    stand.pass(5 * minute);
    expect(stand.told()).toEqual(["raised BPH0001/pwr"]);
  });

  test("events are told as the route says; others go to those who ask for them", () => {
    const routes = routesOf(
      { to: ["noc"] },
      { match: { event: ["raised"] }, to: ["short"] },
      { match: { event: ["assigned", "shelved"] }, to: ["desk"] },
    );
    const stand = new NotificationStand({ routes });
    const id = stand.raise(mains);
    stand.act(id, { kind: "assign", assignee: "crew" });
    stand.act(id, { kind: "acknowledge" });
    stand.act(id, { kind: "shelve", untilMs: startMs + minute });
    stand.clear(mains);
    expect(stand.told("noc")).toEqual([
      "raised BPH0001/pwr",
      "acknowledged BPH0001/pwr",
      "cleared BPH0001/pwr",
    ]);
    expect(stand.told("short")).toEqual(["raised BPH0001/pwr"]);
    expect(stand.told("desk")).toEqual(["assigned BPH0001/pwr", "shelved BPH0001/pwr"]);
  });

  const office = {
    zone: "Asia/Ho_Chi_Minh",
    days: ["mon", "tue", "wed", "thu", "fri"],
    from: "08:00",
    to: "17:00",
  };

  test("quiet hours hold back what is not critical until they end", () => {
    const stand = new NotificationStand({ routes: routesOf({ match: { hours: office }, to: ["noc"] }) });
    stand.raise(mains);
    stand.raise({ at: "BPH0009/pwr", severity: "critical" });
    expect(stand.told()).toEqual(["raised BPH0009/pwr"]);
    stand.pass(60 * minute);
    expect(stand.told()).toEqual(["raised BPH0009/pwr", "raised BPH0001/pwr"]);
  });

  test("what becomes critical within quiet hours is told at once", () => {
    const stand = new NotificationStand({ routes: routesOf({ match: { hours: office }, to: ["noc"] }) });
    stand.raise(mains);
    stand.pass(minute);
    stand.raise({ ...mains, severity: "critical" });
    expect(stand.told()).toEqual(["raised BPH0001/pwr"]);
  });

  const describeSite = () => ({
    name: "Bù Đốp 1",
    operators: ["VTL", "VNP"],
    commune: "25195",
    class: "hub",
    operatorsOf: (node: string) =>
      node === "bts-vtl" ? ["VTL"] : node === "bts-vnp" ? ["VNP"] : ["VTL", "VNP"],
  });

  test("a tenant hears of its own nodes and of the site's, not of other operators' nodes", () => {
    const routes = routesOf(
      { match: { operator: ["VTL"] }, to: ["vtl"] },
      { match: { operator: ["VNP"] }, to: ["vnp"] },
    );
    const stand = new NotificationStand({ routes, describeSite });
    for (const node of ["bts-vtl", "bts-vnp", "pwr"]) stand.raise({ at: `BPH0001/${node}` });
    expect(stand.told("vtl")).toEqual(["raised BPH0001/bts-vtl", "raised BPH0001/pwr"]);
    expect(stand.told("vnp")).toEqual(["raised BPH0001/bts-vnp", "raised BPH0001/pwr"]);
  });

  test("a route for a class of sites takes those only", () => {
    const routes = routesOf(
      { match: { class: ["hub"] }, to: ["hubs"] },
      { match: { class: ["remote"] }, to: ["far"] },
    );
    const stand = new NotificationStand({ routes, describeSite });
    stand.raise(mains);
    expect(stand.story).toEqual(["hubs: raised BPH0001/pwr"]);
  });

  test("when somebody else's node is the cause, an operator hears once, by the first of its own", () => {
    const routes = routesOf(
      { match: { operator: ["VTL"] }, to: ["vtl"] },
      { match: { operator: ["VNP"] }, to: ["vnp"] },
    );
    const stand = new NotificationStand({ routes, describeSite });
    const root = stand.raise({ at: "BPH0001/bts-vtl", meaning: "link-down" });
    const symptoms = ["BPH0002/bts-vnp", "BPH0003/bts-vnp", "BPH0004/bts-vtl"].map((at) =>
      stand.raise({ at, meaning: "node-down" }),
    );
    for (const symptom of symptoms) stand.explain(symptom, root);
    stand.pass(minute);
    expect(stand.told("vtl")).toEqual(["raised BPH0001/bts-vtl"]);
    expect(stand.told("vnp")).toEqual(["raised BPH0002/bts-vnp"]);
    expect(JSON.stringify(stand.heard)).not.toContain("the path is cut");
  });
});
