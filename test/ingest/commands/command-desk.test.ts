import { expect, test } from "vitest";
import { CommandDesk, type CommandWish, TooManyCommands } from "../../../ingest/commands/command-desk.ts";
import { commandLimits } from "../../../ingest/commands/limits.ts";
import { deviceId, nodeCode, siteCode } from "../../../telemetry/identifiers.ts";
import { emptyRows } from "../../../telemetry/journal.ts";

const device = deviceId("A-ctl");
const wish = (id: string, askedAtMs = 0): CommandWish => ({
  ...{ id, device, site: siteCode("A"), node: nodeCode("ctl"), name: "reboot", args: {} },
  ...{ askedBy: "user:an", askedAtMs, expiresAtMs: askedAtMs + 1000 },
});
const done = (id: string) => ({ device, reply: { id, ok: true as const } });

test("K3: what the rows hold is all that there is after a restart", () => {
  const rows = emptyRows();
  const desk = new CommandDesk();
  const first = desk.ask(rows, 0, wish("1"));
  desk.ask(rows, 1, wish("2", 1));
  desk.ask(rows, 2, wish("3", 2));
  desk.handedOut(rows, 3, [first]);
  desk.answer(rows, 4, { device, reply: { id: "3", ok: false, error: "busy" } });
  const again = new CommandDesk();
  again.restore([...rows.document, { kind: "user", id: "1", changedAtMs: 0, body: "{}" }]);
  expect(again.of(device)).toEqual(desk.of(device));
  expect(again.of(device).map(({ id, state }) => [id, state])).toEqual([
    ["1", "sent"],
    ["2", "queued"],
    ["3", "refused"],
  ]);
  expect(again.open().map(({ id }) => id)).toEqual(["1", "2"]);
});

test("K2: another device's reply, and one to nothing, change nothing", () => {
  const desk = new CommandDesk();
  desk.ask(emptyRows(), 0, wish("1"));
  const rows = emptyRows();
  expect(desk.answer(rows, 1, { ...done("1"), device: deviceId("B-ctl") })).toBe(false);
  expect(desk.answer(rows, 1, done("2"))).toBe(false);
  expect(desk.answer(rows, 1, { device, reply: { id: null, ok: false, error: "no JSON" } })).toBe(false);
  expect(rows.document).toEqual([]);
  expect(desk.answer(rows, 1, done("1"))).toBe(true);
  expect(desk.answer(rows, 2, done("1"))).toBe(true);
  expect(rows.document).toHaveLength(1);
});

test("time ends those that are open, at their instant and not before", () => {
  const desk = new CommandDesk();
  const rows = emptyRows();
  desk.ask(rows, 0, wish("1"));
  desk.ask(rows, 500, wish("2", 500));
  expect([desk.isDue(999), desk.isDue(1000)]).toEqual([false, true]);
  desk.expire(rows, 1000);
  expect(desk.of(device).map(({ state }) => state)).toEqual(["expired", "queued"]);
  expect(desk.isDue(1000)).toBe(false);
});

test("I9: openCommandsPerDeviceMax refuses without a row, endedCommandsPerDeviceMax forgets the oldest, a long reason is cut", () => {
  const desk = new CommandDesk();
  const rows = emptyRows();
  for (let count = 0; count < commandLimits.openCommandsPerDeviceMax; count++) {
    desk.ask(rows, count, wish(`open-${count}`, count));
  }
  const before = rows.document.length;
  expect(() => desk.ask(rows, 50, wish("more", 50))).toThrow(TooManyCommands);
  expect(rows.document).toHaveLength(before);
  desk.expire(rows, 9999);
  const asked = commandLimits.endedCommandsPerDeviceMax + 5;
  for (let count = 0; count < asked; count++) {
    desk.ask(rows, 10_000 + count, wish(`n-${count}`, 10_000 + count));
    desk.answer(rows, 10_000 + count, {
      device,
      reply: { id: `n-${count}`, ok: false, error: "e".repeat(9999) },
    });
  }
  const kept = desk.of(device);
  expect(kept).toHaveLength(commandLimits.endedCommandsPerDeviceMax + 1);
  expect(kept.at(-1)?.error).toHaveLength(commandLimits.replyErrorCharactersMax);
  const again = new CommandDesk();
  const newest = new Map(rows.document.map((row) => [row.id, row]));
  again.restore([...newest.values()]);
  expect(again.of(device)).toEqual(kept);
});
