import { describe, expect, test } from "vitest";
import type { Rule } from "../../alerts/rules/rule.ts";
import { nodeCode } from "../../telemetry/identifiers.ts";
import { rulesFrom, ruleText } from "./rule-files.ts";
import { defaultRules, device, prompt, Stand, site } from "./stand.ts";

const s = 1_000;
const minute = 60 * s;
const startMs = Date.UTC(2026, 0, 1);
const defaults = defaultRules();

const changed = (name: string, change: (rule: Rule) => Rule): readonly Rule[] =>
  defaults.map((rule) => (rule.name === name ? change(rule) : rule));
/** The same rules as other objects, as after reading the files anew. */
const again = (rules: readonly Rule[]): readonly Rule[] => structuredClone([...rules]);

const reload = (stand: Stand, rules: readonly Rule[], nowMs: number): void => {
  stand.system.rulesChanged(rules);
  stand.tick(nowMs);
};

describe("rules that change while the platform runs", () => {
  test("the same rules change nothing: delays go on, alarms stay, courses are known", () => {
    const stand = new Stand(defaults);
    stand.read("mains.present", 0, startMs);
    stand.read("door.open", 1, startMs);
    stand.read("room.temperature", 24, startMs);
    stand.tick(startMs + 31 * s);
    reload(stand, again(defaults), startMs + 40 * s);
    expect(stand.story).toEqual(["raised major"]);
    stand.tick(startMs + 60 * s);
    stand.read("room.temperature", 26.5, startMs + 70 * s);
    expect(stand.transitions.map(({ event, eventAtMs }) => [event, (eventAtMs - startMs) / s])).toEqual([
      ["raised", 30],
      ["raised", 60],
      ["raised", 70],
    ]);
  });

  test("a removed rule ends its alarm at the next tick, and nothing of it is kept", () => {
    const stand = new Stand(defaults.map(prompt));
    stand.read("mains.present", 0, startMs);
    stand.system.rulesChanged(defaults.map(prompt).filter(({ name }) => name !== "mains-lost"));
    expect(stand.story).toEqual(["raised major"]);
    expect(stand.system.due(startMs + s)).toBe(true);
    stand.tick(startMs + s);
    expect(stand.story).toEqual(["raised major", "cleared major"]);
    const kept = new Map(stand.rows.condition.map(({ key, body }) => [key, body]));
    expect(kept.get("BPH0001/pwr/mains-lost")).toBeNull();
  });

  test("a changed rule starts anew: its alarm ends and comes back after its delay", () => {
    const stand = new Stand(defaults);
    stand.read("smoke.detected", 1, startMs);
    stand.tick(startMs + 5 * s);
    const slower = changed("smoke", (rule) => (rule.kind === "state" ? { ...rule, forMs: 20 * s } : rule));
    reload(stand, slower, startMs + 10 * s);
    expect(stand.story).toEqual(["raised critical", "cleared critical"]);
    stand.read("smoke.detected", 1, startMs + 11 * s);
    stand.tick(startMs + 31 * s);
    expect(stand.story).toEqual(["raised critical", "cleared critical", "raised critical"]);
  });

  test("a rule that is added sees what is read from then on", () => {
    const stand = new Stand(defaults.filter(({ name }) => name !== "battery-discharging"));
    stand.read("mains.present", 1, startMs);
    stand.read("battery.current", -9, startMs);
    reload(stand, defaults, startMs + s);
    stand.read("battery.current", -9, startMs + minute);
    stand.read("battery.current", -9, startMs + 2 * minute);
    expect(stand.story).toEqual(["raised major"]);
  });

  test("a course that is forgotten with its rule is forgotten on disk", () => {
    const stand = new Stand(defaults);
    stand.read("room.temperature", 24, startMs);
    reload(
      stand,
      defaults.filter(({ name }) => name !== "room-temperature-rise"),
      startMs + s,
    );
    const kept = new Map(stand.rows.condition.map(({ key, body }) => [key, body]));
    expect(kept.get("BPH0001/pwr/room-temperature-rise")).toBeNull();
  });

  test("a silence goes on under the same rule and ends with a removed one", () => {
    const connected = { kind: "connected", device, site, receivedAtMs: startMs, epoch: 1 } as const;
    const silent = (): Stand => {
      const stand = new Stand(defaults);
      stand.evaluate({ events: [connected] }, startMs);
      stand.tick(startMs + 60 * minute);
      expect(stand.story).toEqual(["raised critical"]);
      return stand;
    };
    const kept = silent();
    reload(kept, again(defaults), startMs + 61 * minute);
    expect(kept.story).toEqual(["raised critical"]);
    const removed = silent();
    reload(
      removed,
      defaults.filter(({ kind }) => kind !== "absence"),
      startMs + 61 * minute,
    );
    expect(removed.story).toEqual(["raised critical", "cleared critical"]);
  });

  test("what a change leaves is what a restart finds", () => {
    const stand = new Stand(defaults);
    stand.read("mains.present", 0, startMs);
    stand.read("room.temperature", 24, startMs);
    const rules = defaults.filter(({ name }) => name !== "mains-voltage-low");
    reload(stand, again(rules), startMs + 10 * s);
    stand.restart(startMs + 20 * s, rules);
    stand.tick(startMs + 30 * s);
    stand.read("room.temperature", 27, startMs + 40 * s);
    expect(stand.story).toEqual(["raised major", "raised warning"]);
  });
});

describe("delays of device alarms", () => {
  const rules = rulesFrom(
    `rules:\n${ruleText("fans", "kind: device", "types: [fan]", "for: 60s", "keep_firing_for: 5m")}`,
  );
  const say = (
    stand: Stand,
    atSeconds: number,
    cleared: boolean,
    severity: "minor" | "major" = "minor",
  ): void => {
    const nowMs = startMs + atSeconds * s;
    const said = { device, site, receivedAtMs: nowMs, node: nodeCode("ctl"), tsMs: nowMs, text: "fan 2" };
    stand.evaluate({ events: [{ ...said, kind: "alarm", type: "fan", severity, cleared }] }, nowMs);
  };
  const told = (stand: Stand): readonly string[] =>
    stand.transitions.map(
      ({ event, severity, eventAtMs }) => `${event} ${severity} ${(eventAtMs - startMs) / s}`,
    );

  test("a raise that is taken back in time is no alarm", () => {
    const stand = new Stand(rules);
    say(stand, 0, false);
    say(stand, 30, true);
    stand.tick(startMs + 120 * s);
    expect(told(stand)).toEqual([]);
  });

  test("it is an alarm after `for`, and until it was clear for `keep_firing_for`", () => {
    const stand = new Stand(rules);
    say(stand, 0, false);
    stand.tick(startMs + 60 * s);
    say(stand, 100, true);
    say(stand, 200, false);
    say(stand, 250, true);
    stand.tick(startMs + 549 * s);
    stand.tick(startMs + 550 * s);
    expect(told(stand)).toEqual(["raised minor 60", "cleared minor 550"]);
  });

  test("the last severity that the device gave counts", () => {
    const stand = new Stand(rules);
    say(stand, 0, false);
    say(stand, 10, false, "major");
    stand.tick(startMs + 60 * s);
    say(stand, 70, false, "minor");
    expect(told(stand)).toEqual(["raised major 60", "updated minor 70"]);
  });

  test.each([10, 60, 120])("a restart after %i s changes nothing", (atSeconds) => {
    const drive = (restartAt: number): readonly string[] => {
      const stand = new Stand(rules);
      for (let second = 0; second <= 600; second += 10) {
        if (second === restartAt) stand.restart(startMs + second * s);
        if (second === 0) say(stand, 0, false);
        if (second === 100) say(stand, 100, true);
        stand.tick(startMs + second * s);
      }
      return told(stand);
    };
    expect(drive(atSeconds)).toEqual(["raised minor 60", "cleared minor 400"]);
  });

  test("an operator's clear takes a running delay back", () => {
    const stand = new Stand(rules);
    say(stand, 0, false);
    stand.tick(startMs + 60 * s);
    const [alarm] = stand.system.list();
    stand.system.clear(stand.rows, startMs + 70 * s, { id: alarm?.id ?? "", actor: "noc", note: null });
    stand.tick(startMs + 600 * s);
    expect(stand.transitions.map(({ event }) => event)).toEqual(["raised", "operator-cleared"]);
    say(stand, 700, false);
    stand.tick(startMs + 760 * s);
    expect(stand.transitions.map(({ event }) => event)).toEqual(["raised", "operator-cleared", "raised"]);
  });
});
