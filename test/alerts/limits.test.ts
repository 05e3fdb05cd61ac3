import { describe, expect, test } from "vitest";
import { nodeCode } from "../../telemetry/identifiers.ts";
import { defaultRules, device, prompt, Stand, site } from "./stand.ts";

const s = 1_000;
const startMs = Date.UTC(2026, 0, 1);
const rules = defaultRules().map(prompt);

const raise = (stand: Stand, node: string, atSeconds: number, value = 0): void => {
  const tsMs = startMs + atSeconds * s;
  stand.evaluate({ readings: [{ node, metric: "mains.present", value, tsMs }] }, tsMs);
};

describe("limits of the alarms in memory", () => {
  test("a raise beyond activeAlarmsMax is refused, counted, and made good when there is room", () => {
    const stand = new Stand(rules, { limits: { activeAlarmsMax: 2 } });
    for (const node of ["a", "b", "c"]) raise(stand, node, 0);
    expect(stand.system.counters()).toMatchObject({ active: 2, raisesRefused: 1 });
    raise(stand, "a", 1, 1);
    raise(stand, "c", 2);
    expect(stand.transitions.map(({ node, event }) => `${node} ${event}`)).toEqual([
      "a raised",
      "b raised",
      "a cleared",
      "c raised",
    ]);
  });

  test("a device alarm and a silence beyond activeAlarmsMax are refused as well", () => {
    const stand = new Stand(rules, { limits: { activeAlarmsMax: 0 } });
    const fact = { device, site, receivedAtMs: startMs };
    const said = {
      tsMs: startMs,
      type: "fan",
      severity: "minor",
      cleared: false,
      text: "fan 2 stands still",
    } as const;
    stand.evaluate({ events: [{ ...fact, kind: "connected", epoch: 1 }] }, startMs);
    stand.evaluate({ events: [{ ...fact, ...said, kind: "alarm", node: nodeCode("pwr") }] }, startMs);
    stand.tick(startMs + 3_600 * s);
    expect(stand.story).toEqual([]);
    expect(stand.system.counters().raisesRefused).toBe(2);
  });

  test("a full book knows its flapping alarms: their next raise is none more, whoever raises it", () => {
    const stand = new Stand(rules, { limits: { activeAlarmsMax: 2 } });
    const fan = (cleared: boolean, atSeconds: number): void => {
      const atMs = startMs + atSeconds * s;
      const said = { tsMs: atMs, type: "fan", severity: "minor", text: "", cleared } as const;
      const event = {
        ...said,
        kind: "alarm",
        device,
        site,
        receivedAtMs: atMs,
        node: nodeCode("pwr"),
      } as const;
      stand.evaluate({ events: [event] }, atMs);
    };
    for (let second = 0; second < 7; second++) {
      fan(second % 2 === 1, second);
      raise(stand, "a", second, second % 2);
    }
    expect(stand.system.list().map(({ flapping, isCleared }) => [flapping, isCleared])).toEqual([
      [true, false],
      [true, false],
    ]);
    expect(stand.system.counters()).toMatchObject({ active: 2, raisesRefused: 0 });
    stand.tick(startMs + 910 * s);
    expect(stand.system.counters()).toMatchObject({ active: 2, raisesRefused: 0 });
    expect(stand.system.list().every(({ flapping, isCleared }) => !flapping && !isCleared)).toBe(true);
  });

  test("beyond knownAlarmsMax the alarm cleared longest ago is forgotten, never an active one", () => {
    const stand = new Stand(rules, { limits: { knownAlarmsMax: 2 } });
    raise(stand, "a", 0);
    raise(stand, "b", 0);
    raise(stand, "b", 1, 1);
    raise(stand, "c", 2);
    expect(
      stand.system
        .list()
        .map(({ node }) => node)
        .sort(),
    ).toEqual(["a", "c"]);
    expect(stand.system.counters()).toMatchObject({ known: 2, active: 2 });
  });
});
