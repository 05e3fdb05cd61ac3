import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  type CommandEvent,
  type CommandState,
  commandAfter,
  commandOf,
  commandStates,
  type DeviceCommand,
  documentOf,
  isOpen,
} from "../../../ingest/commands/device-command.ts";
import { deviceId, nodeCode, siteCode } from "../../../telemetry/identifiers.ts";

const base: DeviceCommand = {
  id: "cmd-1",
  device: deviceId("A-ctl"),
  site: siteCode("A"),
  node: nodeCode("ctl"),
  name: "set-period",
  args: { period: 30 },
  askedBy: "user:an",
  askedAtMs: 1000,
  expiresAtMs: 2000,
  state: "queued",
  sentAtMs: null,
  endedAtMs: null,
  error: null,
};

const inState = (state: CommandState): DeviceCommand => ({
  ...base,
  state,
  sentAtMs: state === "queued" ? null : 1100,
  endedAtMs: isOpen({ state }) ? null : 1200,
  error: state === "refused" ? "no" : null,
});

const events: Readonly<Record<CommandEvent["kind"], CommandEvent>> = {
  "handed-out": { kind: "handed-out" },
  done: { kind: "done" },
  refused: { kind: "refused", error: "no fuel" },
  "time-over": { kind: "time-over" },
};

const page = readFileSync(new URL("../../../docs/spec/device-command.md", import.meta.url), "utf8");

test.each(Object.entries(events))("on %s each state goes where the page says", (kind, event) => {
  const cells = page
    .split("\n")
    .find((line) => line.startsWith(`| ${kind} |`))
    ?.split("|")
    .slice(2, 2 + commandStates.length)
    .map((cell) => cell.trim());
  const moved = commandStates.map((state) => {
    const before = inState(state);
    const after = commandAfter(before, event, 1500);
    return after === before ? "–" : after.state;
  });
  expect(moved).toEqual(cells);
});

test("K4: a reply that overtakes the note of sending counts as sent, a late one takes the place of expired", () => {
  expect(commandAfter(inState("queued"), { kind: "done" }, 1500)).toMatchObject({
    sentAtMs: 1500,
    endedAtMs: 1500,
  });
  const late = commandAfter(inState("expired"), { kind: "refused", error: "door is stuck" }, 1500);
  expect(late).toMatchObject({ state: "refused", sentAtMs: 1100, endedAtMs: 1500, error: "door is stuck" });
});

test("its row gives it back, and a deleted row nothing", () => {
  const row = documentOf(base, 1000);
  expect(commandOf(row)).toEqual(base);
  expect(commandOf({ ...row, body: null })).toBeNull();
});
