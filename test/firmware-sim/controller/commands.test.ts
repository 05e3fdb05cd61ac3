import { expect, test } from "vitest";
import {
  type CommandAction,
  commandStep,
  factorySettings,
  type Settings,
} from "../../../firmware-sim/controller/commands.ts";
import { configured } from "../../../firmware-sim/controller/configuration.ts";
import {
  commandBytesMax,
  commandIdCharactersMax,
  errorCharactersMax,
  repliesMax,
} from "../../../firmware-sim/controller/limits.ts";

const nowMs = Date.parse("2026-01-31T12:00:00Z");
const device = { nowMs, nodes: ["ctl", "pwr"], hasGenerator: true };
const delivered = { periodSeconds: 60, deadBands: { "mains.voltage": 8 }, limits: {} };

const send = (command: unknown, settings: Settings = factorySettings, more: Partial<typeof device> = {}) => {
  const payload = typeof command === "string" ? command : JSON.stringify(command);
  return commandStep(settings, { node: "ctl", payload }, { ...device, ...more });
};
const kinds = (actions: readonly CommandAction[]): readonly string[] => actions.map(({ kind }) => kind);
const replyIn = (actions: readonly CommandAction[]) =>
  actions.flatMap((action) => (action.kind === "reply" ? [action.reply] : []))[0];
const errorOf = (command: unknown, more: Partial<typeof device> = {}): string =>
  replyIn(send(command, factorySettings, more).actions)?.error ?? "";
const configurationOf = (settings: Settings) => configured(delivered, settings.configuration);

test.each<[name: string, args: object, actions: readonly string[]]>([
  ["start-generator", {}, ["save", "order-generator", "reply"]],
  ["stop-generator", {}, ["save", "order-generator", "reply"]],
  ["open-door", {}, ["save", "release-door", "reply"]],
  ["set-period", { period: 30 }, ["save", "reconfigure", "reply"]],
  ["configure", { period: 30 }, ["save", "reconfigure", "reply"]],
  ["reboot", {}, ["save", "reply", "restart"]],
])("%s is written down, done, and answered", (name, args, actions) => {
  const step = send({ id: "7", name, args, expiresAt: "2026-01-31T12:00:01Z" });
  expect(kinds(step.actions)).toEqual(actions);
  expect(replyIn(step.actions)).toEqual({ id: "7", ok: true });
});

test("a repeated id is answered again and not done again, whatever it says now", () => {
  const first = send({ id: "7", name: "reboot" });
  const again = send({ id: "7", name: "open-door" }, first.settings);
  expect(again.actions).toEqual([{ kind: "reply", node: "ctl", reply: { id: "7", ok: true } }]);
  expect(again.settings).toBe(first.settings);
});

test("the newest answers are remembered, and no more than the limit", () => {
  let { settings } = send({ id: "first", name: "open-door" });
  for (let index = 0; index < repliesMax; index++)
    settings = send({ id: `${index}`, name: "open-door" }, settings).settings;
  expect(settings.replies).toHaveLength(repliesMax);
  expect(kinds(send({ id: "0", name: "open-door" }, settings).actions)).toEqual(["reply"]);
  expect(kinds(send({ id: "first", name: "open-door" }, settings).actions)).toContain("release-door");
});

test("an expired command is void, by the device's own clock", () => {
  const command = { id: "7", name: "reboot", expiresAt: "2026-01-31T19:00:00+07:00" };
  expect(kinds(send(command).actions)).toEqual(["save", "reply"]);
  expect(errorOf(command)).toMatch(
    /^expired at 2026-01-31T19:00:00\+07:00: it is 2026-01-31T12:00:00\.000Z here/,
  );
  expect(errorOf(command, { nowMs: nowMs - 1 })).toBe("");
});

test.each<[what: string, payload: unknown, id: string | null, error: RegExp]>([
  ["no JSON", "{", null, /^malformed: no JSON; a command is \{"id"/],
  ["no object", "[]", null, /^malformed: message: /],
  ["no id", { name: "reboot" }, null, /^malformed: id: /],
  [
    "an id that is too long",
    { id: "x".repeat(commandIdCharactersMax + 1), name: "reboot" },
    null,
    /^malformed: id: /,
  ],
  ["no name", { id: "7" }, "7", /^malformed: name: /],
  ["args that are no object", { id: "7", name: "reboot", args: 3 }, "7", /^malformed: args: /],
  ["a date that is none", { id: "7", name: "reboot", expiresAt: "soon" }, "7", /^malformed: expiresAt: /],
  ["too many bytes", `"${"x".repeat(commandBytesMax)}"`, null, /^malformed: more than 16384 bytes/],
])("a command with %s is answered as malformed and not remembered", (_what, payload, id, error) => {
  const step = send(payload);
  expect(step.actions).toEqual([
    { kind: "reply", node: "ctl", reply: { id, ok: false, error: expect.stringMatching(error) } },
  ]);
  expect(step.settings).toBe(factorySettings);
});

test("an unknown name is refused with the names that are known", () => {
  expect(errorOf({ id: "7", name: "dance" })).toBe(
    "unknown command dance; this device knows start-generator, stop-generator, open-door, set-period, configure, reboot",
  );
});

test("a site without a generator starts none", () => {
  expect(errorOf({ id: "7", name: "start-generator" }, { hasGenerator: false })).toBe(
    "this site has no generator",
  );
});

test("a node that the device does not speak for is refused", () => {
  expect(errorOf({ id: "7", name: "reboot" }, { nodes: ["pwr"] })).toBe(
    "this device does not speak for node ctl",
  );
});

test("a pushed configuration goes before what was delivered, a later one replaces its parts", () => {
  const limits = { "dc.bus.voltage": { low: 48 } };
  const first = send({ id: "1", name: "configure", args: { period: 30, limits } });
  expect(configurationOf(first.settings)).toEqual({ ...delivered, periodSeconds: 30, limits });
  const args = { deadBands: { "mains.voltage": 3 } };
  const second = send({ id: "2", name: "configure", args }, first.settings);
  expect(configurationOf(second.settings)).toEqual({ periodSeconds: 30, limits, deadBands: args.deadBands });
  const third = send({ id: "3", name: "set-period", args: { period: 90 } }, second.settings);
  expect(configurationOf(third.settings)).toEqual({ periodSeconds: 90, limits, deadBands: args.deadBands });
});

test("a wrong configuration is refused as a whole, with everything that is wrong", () => {
  const args = {
    period: 0.5,
    deadBands: { "mains.voltage": -1, "mains.vlotage": 2, "door.open": 1 },
    limits: { "dc.bus.voltage": { low: 57, high: 48 }, "room.humidity": {} },
    colour: "red",
  };
  const step = send({ id: "1", name: "configure", args });
  expect(kinds(step.actions)).toEqual(["save", "reply"]);
  expect(step.settings.configuration).toBeNull();
  const errors = (replyIn(step.actions)?.error ?? "").split("; ");
  for (const wrong of [
    /^period: /,
    /^deadBands.mains.voltage: /,
    /^deadBands.mains.vlotage: no metric of the dictionary$/,
    /^deadBands.door.open: a state, reported at once anyway$/,
    /^limits.dc.bus.voltage: low must be below high$/,
    /^limits.room.humidity: give low, high or both$/,
    /^args: .*colour/,
  ]) {
    expect(errors).toContainEqual(expect.stringMatching(wrong));
  }
  expect(errors).toHaveLength(7);
});

test("nothing to configure, and too much of it, are refused", () => {
  expect(errorOf({ id: "1", name: "configure", args: {} })).toBe("args: give period, deadBands or limits");
  expect(errorOf({ id: "1", name: "set-period", args: { period: 86_401 } })).toMatch(/^period: /);
  const wrong = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`metric.${index}`, 1]));
  expect(errorOf({ id: "1", name: "configure", args: { deadBands: wrong } })).toHaveLength(
    errorCharactersMax,
  );
});
