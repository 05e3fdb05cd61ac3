import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Birth, Connected, Death, Disconnected } from "../../telemetry/device-event.ts";
import { nodeCode } from "../../telemetry/identifiers.ts";
import { defaultRules, device, Stand, site } from "./stand.ts";

const s = 1_000;
const startMs = Date.UTC(2026, 0, 1);
const rules = defaultRules();

/** What happens at a second from the start. */
type Happening =
  | readonly [atSeconds: number, kind: "birth" | "death", session: number]
  | readonly [atSeconds: number, kind: "connected" | "disconnected", epoch: number]
  | readonly [atSeconds: number, kind: "heard" | "tick" | "restart" | "interrupted"];

const birth = (nowMs: number, session: number): Birth => ({
  kind: "birth",
  device,
  site,
  receivedAtMs: nowMs,
  node: nodeCode("ctl"),
  session,
  periodSeconds: 60,
  firmware: "1.4.2",
  clockMs: null,
});

const event = (
  nowMs: number,
  kind: "birth" | "death" | "connected" | "disconnected",
  number: number,
): Birth | Death | Connected | Disconnected => {
  const fact = { device, site, receivedAtMs: nowMs };
  switch (kind) {
    case "birth":
      return birth(nowMs, number);
    case "death":
      return { ...fact, kind, node: nodeCode("ctl"), session: number };
    default:
      return { ...fact, kind, epoch: number };
  }
};

const run = (happenings: readonly Happening[]): Stand => {
  const stand = new Stand(rules);
  for (const [atSeconds, kind, number = 0] of happenings) {
    const nowMs = startMs + atSeconds * s;
    if (kind === "tick") stand.tick(nowMs);
    else if (kind === "restart") stand.restart(nowMs);
    else if (kind === "interrupted") stand.system.interrupted(nowMs, "kept");
    else if (kind === "heard") stand.evaluate({ heard: [{ device, atMs: nowMs }] }, nowMs);
    else stand.evaluate({ events: [event(nowMs, kind, number)] }, nowMs);
  }
  return stand;
};

const story = (happenings: readonly Happening[]): string[] =>
  run(happenings).transitions.map(
    ({ event, severity, eventAtMs }) => `${event} ${severity} ${(eventAtMs - startMs) / s}`,
  );

const up: readonly Happening[] = [
  [0, "connected", 1],
  [0, "birth", 7],
];

describe("silence", () => {
  test.each<[string, readonly Happening[], string[]]>([
    ["a device that speaks in time is well", [...up, [60, "heard"], [120, "heard"], [180, "tick"]], []],
    [
      "after 2.5 periods it is a warning",
      [...up, [60, "heard"], [209, "tick"], [210, "tick"]],
      ["raised warning 210"],
    ],
    [
      "after 3 periods and 2 s it is critical",
      [...up, [150, "tick"], [181, "tick"], [182, "tick"]],
      ["raised warning 150", "updated critical 182"],
    ],
    ["both at once when nobody looked in between", [...up, [600, "tick"]], ["raised critical 182"]],
    [
      "a message ends it",
      [...up, [182, "tick"], [200, "heard"]],
      ["raised critical 182", "cleared critical 200"],
    ],
    [
      "a birth ends it",
      [...up, [182, "tick"], [200, "connected", 2], [201, "birth", 8]],
      ["raised critical 182", "cleared critical 201"],
    ],
    ["a connection alone does not", [...up, [182, "tick"], [200, "connected", 2]], ["raised critical 182"]],
    [
      "a closed connection is critical after the grace time",
      [...up, [20, "disconnected", 1], [29, "tick"], [30, "tick"]],
      ["raised critical 30"],
    ],
    ["a will is, too", [...up, [20, "death", 7], [30, "tick"]], ["raised critical 30"]],
    [
      "will and close together count from the first",
      [...up, [20, "death", 7], [25, "disconnected", 1], [30, "tick"]],
      ["raised critical 30"],
    ],
    [
      "a reconnect within the grace time raises nothing",
      [...up, [20, "disconnected", 1], [28, "connected", 2], [28, "birth", 8], [40, "tick"]],
      [],
    ],
    ["a will of an old session is ignored", [...up, [10, "birth", 8], [20, "death", 7], [40, "tick"]], []],
    [
      "the close of an old connection is ignored",
      [...up, [10, "connected", 2], [20, "disconnected", 1], [40, "tick"]],
      [],
    ],
    [
      "a will that comes after the reconnect and before the birth is healed by the birth",
      [...up, [10, "connected", 2], [11, "death", 7], [12, "birth", 8], [40, "tick"]],
      [],
    ],
    [
      "a message after the close shows that the device is there",
      [...up, [20, "death", 7], [25, "heard"], [40, "tick"]],
      [],
    ],
    [
      "a device that never announced a session may close its connection",
      [
        [0, "connected", 1],
        [1, "heard"],
        [2, "disconnected", 1],
        [60, "tick"],
      ],
      [],
    ],
    [
      "and has a period of five minutes",
      [
        [0, "connected", 1],
        [1, "heard"],
        [750, "tick"],
        [751, "tick"],
      ],
      ["raised warning 751"],
    ],
    [
      "after a restart a device gets one full period before silence counts",
      [...up, [100, "restart"], [309, "tick"], [310, "tick"]],
      ["raised warning 310"],
    ],
    [
      "a close before a restart waits for the full period",
      [...up, [99, "disconnected", 1], [100, "restart"], [159, "tick"], [160, "tick"]],
      ["raised critical 160"],
    ],
    [
      "a silence stays told of over a restart and ends once",
      [...up, [182, "tick"], [190, "restart"], [191, "tick"], [200, "heard"], [201, "heard"]],
      ["raised critical 182", "cleared critical 200"],
    ],
    [
      "an interruption of the platform counts for nobody",
      [...up, [300, "interrupted"], [301, "tick"], [509, "tick"], [510, "tick"]],
      ["raised warning 510"],
    ],
  ])("%s", (_promise, happenings, expected) => {
    expect(story(happenings)).toEqual(expected);
  });

  test("the alarm is of the node of the birth, with the device as qualifier", () => {
    const [alarm] = run([...up, [182, "tick"]]).system.list();
    expect(alarm).toMatchObject({ site, node: "ctl", type: "connection-lost", qualifier: device });
  });

  test("due is false until a deadline, true from then on", () => {
    const { system } = run([...up, [60, "heard"], [151, "tick"]]);
    expect([209, 210].map((second) => system.due(startMs + second * s))).toEqual([false, true]);
  });

  test("presence is shown, and kept by rows only when it changed", () => {
    const stand = run([...up, [60, "heard"], [61, "heard"]]);
    expect(stand.system.presenceOf(device)).toEqual({
      device,
      site,
      online: true,
      session: 7,
      periodSeconds: 60,
      firmware: "1.4.2",
      lastHeardAtMs: startMs + 61 * s,
    });
    expect(stand.rows.presence).toHaveLength(2);
  });

  test("after a restart nobody is online until connected", () => {
    const stand = run([...up, [60, "restart"]]);
    expect(stand.system.presence()).toMatchObject([{ online: false, session: 7, lastHeardAtMs: null }]);
  });

  test("a device that is forgotten is silent no more, also after a restart", () => {
    const stand = run([...up, [182, "tick"]]);
    stand.system.forgetDevice(stand.rows, startMs + 190 * s, device);
    stand.restart(startMs + 200 * s);
    stand.tick(startMs + 9_000 * s);
    expect(stand.story).toEqual(["raised critical", "cleared critical"]);
    expect(stand.system.presence()).toEqual([]);
  });

  test("an operator's clear gives the device its time again", () => {
    const stand = run([...up, [182, "tick"]]);
    const [alarm] = stand.system.list();
    stand.system.clear(stand.rows, startMs + 200 * s, { id: alarm?.id ?? "", actor: "noc", note: null });
    stand.tick(startMs + 409 * s);
    stand.tick(startMs + 410 * s);
    expect(stand.story).toEqual(["raised critical", "operator-cleared critical", "raised warning"]);
  });

  test("periods that are fractions give instants in whole milliseconds, and the alarm comes in time", () => {
    const period = fc.double({ min: 0.5, max: 3_600, noNaN: true });
    const periods = fc.double({ min: 1, max: 9, noNaN: true });
    fc.assert(
      fc.property(period, periods, (periodSeconds, factor) => {
        const fractional = rules.map((rule) =>
          rule.kind === "absence"
            ? { ...rule, levels: rule.levels.map((level) => ({ ...level, periods: factor })) }
            : rule,
        );
        const stand = new Stand(fractional);
        stand.evaluate({ events: [{ ...birth(startMs, 7), periodSeconds }] }, startMs);
        stand.tick(startMs + 100_000 * s);
        const instants = stand.transitions.flatMap(({ eventAtMs, recordedAtMs }) => [
          eventAtMs,
          recordedAtMs,
        ]);
        expect(instants).not.toEqual([]);
        expect(instants.filter((instant) => !Number.isInteger(instant))).toEqual([]);
      }),
      { examples: [[1.0001, 1.3333]] },
    );
  });
});
