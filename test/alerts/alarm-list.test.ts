import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Alarm } from "../../alerts/alarm.ts";
import { parseAlarm } from "../../alerts/alarm-schema.ts";
import { type Severity, severities } from "../../telemetry/severity.ts";
import { windowOf } from "./maintenance-window.ts";
import { defaultRules, prompt, Stand, type TestReading } from "./stand.ts";

const s = 1_000;
const startMs = Date.UTC(2026, 0, 5);
const rules = defaultRules().map(prompt);
const alarmCount = 10_000;

describe("a storm", () => {
  test(`${alarmCount} alarms raised in one second are recorded; a list and its counts cost little each time`, () => {
    const stand = new Stand(rules.filter(({ name }) => name === "mains-lost"));
    const readings = Array.from(
      { length: alarmCount },
      (_, index): TestReading => ({ node: `n${index}`, metric: "mains.present", tsMs: startMs, value: 0 }),
    );
    let listedMs = 0;
    for (let from = 0; from < alarmCount; from += 500) {
      stand.evaluate({ readings: readings.slice(from, from + 500) }, startMs + from / 10);
      const beganMs = performance.now();
      expect(stand.system.list().length).toBe(from + 500);
      expect(stand.system.counts().major.shown).toBe(from + 500);
      listedMs += performance.now() - beganMs;
    }
    expect(listedMs).toBeLessThan(500);
    expect(stand.transitions).toHaveLength(alarmCount);
  });

  test("the list begins with what changed last, active before cleared", () => {
    const stand = new Stand(rules);
    const mains = (node: string, value: number, atMs: number): void =>
      stand.evaluate({ readings: [{ node, metric: "mains.present", value, tsMs: atMs }] }, atMs);
    for (const [index, node] of ["a", "b", "c", "d"].entries()) mains(node, 0, startMs + index);
    mains("d", 1, startMs + s);
    mains("b", 1, startMs + 2 * s);
    stand.system.acknowledge(stand.rows, startMs + 3 * s, {
      id: stand.transitions[0]?.alarm ?? "",
      actor: "lan",
      note: null,
    });
    for (const row of stand.transitions) expect(stand.system.alarmAfter(row)).toEqual(parseAlarm(row.body));
    const nodes = stand.system.list().map(({ node }) => node);
    expect(nodes).toEqual(["a", "c", "b", "d"]);
    stand.restart(startMs + 4 * s);
    expect(stand.system.list().map(({ node }) => node)).toEqual(nodes);
  });
});

/** Counts alarms one by one. */
const recount = (alarms: readonly Alarm[], severity: Severity) => {
  const mine = alarms.filter((alarm) => !alarm.isCleared && alarm.severity === severity);
  const hidden = mine.filter(({ shelf, cause, maintenance }) => shelf ?? cause ?? maintenance);
  return {
    shown: mine.length - hidden.length,
    hidden: hidden.length,
    shelved: mine.filter(({ shelf }) => shelf !== null).length,
    suppressed: mine.filter(({ cause }) => cause !== null).length,
    outOfService: mine.filter(({ maintenance }) => maintenance !== null).length,
  };
};

const step = fc.record({
  kind: fc.constantFrom("volts", "volts", "volts", "shelve", "unshelve", "explain", "plan", "cancel", "tick"),
  node: fc.constantFrom("a", "b", "c"),
  value: fc.constantFrom(54, 50, 47, 45),
});

describe("counts", () => {
  test("hidden alarms are always counted where shown ones are: the running counts are those of the list", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (stream) => {
        const stand = new Stand(rules);
        let nowMs = startMs;
        for (const { kind, node, value } of stream) {
          nowMs += 20 * s;
          const alarms = stand.system.list();
          const alarm = alarms.find((each) => each.node === node);
          const request = { id: alarm?.id ?? "", actor: "lan", note: "why" };
          if (kind === "volts")
            stand.evaluate({ readings: [{ node, metric: "dc.bus.voltage", value, tsMs: nowMs }] }, nowMs);
          else if (kind === "tick") stand.tick(nowMs);
          else if (kind === "plan")
            stand.system.planMaintenance(
              stand.rows,
              nowMs,
              windowOf({ scope: { nodes: [`BPH0001/${node}`] } }),
            );
          else if (kind === "cancel" && stand.system.maintenanceWindows().length > 0)
            stand.system.cancelMaintenance(stand.rows, nowMs, "window");
          else if (kind === "shelve" && alarm)
            stand.system.operate(stand.rows, nowMs, {
              ...request,
              act: { kind: "shelve", untilMs: nowMs + 30 * s },
            });
          else if (kind === "unshelve" && alarm?.shelf)
            stand.system.operate(stand.rows, nowMs, { ...request, act: { kind: "unshelve" } });
          else if (kind === "explain" && alarm) {
            const [root] = alarms.filter(({ id }) => id !== alarm.id);
            const reason = { vi: "x", en: "x" };
            const causes = new Map(root ? [[alarm.id, { alarm: root.id, confidence: 1, reason }]] : []);
            stand.system.explain(stand.rows, nowMs, { causes, roots: new Map() });
          }
          const counts = stand.system.counts();
          for (const severity of severities)
            expect(counts[severity]).toEqual(recount(stand.system.list(), severity));
        }
        stand.restart(nowMs);
        for (const severity of severities)
          expect(stand.system.counts()[severity]).toEqual(recount(stand.system.list(), severity));
      }),
      { numRuns: 150 },
    );
  });
});
