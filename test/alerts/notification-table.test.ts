import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { silenceHoldMs } from "../../alerts/notification/limits.ts";
import { parseStory } from "../../alerts/notification/story.ts";
import { idOf, NotificationStand, routesOf, type TestAlarm } from "./notification-stand.ts";

const page = readFileSync(new URL("../../docs/spec/notification.md", import.meta.url), "utf8");
const dark: TestAlarm = { at: "BPH0002/ctl", meaning: "unreachable" };
const hour = 3_600_000;

const cellsOf = (line: string): readonly string[] =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

const lines = page.split("\n");
const head = lines.findIndex((line) => line.startsWith("| audience |"));
const [, ...events] = cellsOf(lines[head] ?? "");
const rows = lines.slice(head + 2, lines.indexOf("", head)).map(cellsOf);

const stateOf = (stand: NotificationStand): string => {
  const row = stand.rows.condition.findLast(({ key }) => key.startsWith("story/alarm/"));
  const follower = row?.body ? parseStory(row.body)?.followers[0] : undefined;
  if (follower === undefined) return "none";
  if (!follower.told) return follower.dueMs === null ? "withheld" : "waiting";
  if (follower.dueMs !== null) return "told";
  return stand.known(idOf(dark)).maintenance === null ? "in-hand" : "muted";
};

const perform = (stand: NotificationStand, event: string): void => {
  const alarm = stand.book.get(idOf(dark));
  const isActive = alarm !== undefined && !alarm.isCleared;
  switch (event) {
    case "raise":
      return void stand.raise(dark);
    case "due":
      return stand.pass(
        Number.isFinite(stand.teller.nextDueMs()) ? stand.teller.nextDueMs() - stand.nowMs : hour,
      );
    case "hide":
      return stand.maintain("BPH0002", true);
    case "show":
      return stand.maintain("BPH0002", false);
    case "stronger":
      return isActive ? void stand.raise({ ...dark, severity: "critical" }) : undefined;
    case "acknowledge":
      return isActive && alarm.operatorState === "none"
        ? stand.act(alarm.id, { kind: "acknowledge" })
        : undefined;
    case "unacknowledge":
      return isActive && alarm.operatorState !== "none"
        ? stand.act(alarm.id, { kind: "unacknowledge" })
        : undefined;
    case "clear":
      return stand.clear(dark);
    default:
      throw new Error(`no event ${event}`);
  }
};

/** How a follower gets into each state. */
const ways: Readonly<Record<string, readonly string[]>> = {
  none: [],
  waiting: ["raise"],
  withheld: ["raise", "hide", "window"],
  told: ["raise", "due"],
  "in-hand": ["raise", "due", "acknowledge"],
  muted: ["raise", "due", "hide"],
};

const reach = (state: string): NotificationStand => {
  const stand = new NotificationStand({ routes: routesOf({ to: ["noc"], repeat: ["1h"] }) });
  for (const event of ways[state] ?? []) {
    if (event === "window") stand.pass(silenceHoldMs);
    else perform(stand, event);
  }
  return stand;
};

describe("the table of the page", () => {
  test("is total: every state and every event", () => {
    expect(rows.map(([state]) => state)).toEqual(Object.keys(ways));
    expect(events).toEqual([
      "raise",
      "due",
      "hide",
      "show",
      "stronger",
      "acknowledge",
      "unacknowledge",
      "clear",
    ]);
    for (const [state = ""] of rows) expect([state, stateOf(reach(state))]).toEqual([state, state]);
  });

  const cells = rows.flatMap(([state = "", ...row]) =>
    row.map((cell, index) => ({ state, event: events[index] ?? "", cell })),
  );

  test.each(cells)("$state × $event → $cell", ({ state, event, cell }) => {
    const stand = reach(state);
    const before = stand.told().length;
    perform(stand, event);
    const told = stand
      .told()
      .slice(before)
      .map((line) => line.split(" ")[0]);
    expect(`${stateOf(stand)} / ${told.join(", ") || "–"}`).toBe(cell);
  });
});
