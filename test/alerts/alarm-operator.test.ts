import { describe, expect, test } from "vitest";
import { type Alarm, operatorActions } from "../../alerts/alarm.ts";
import { eventOfAct, type OperatorAct } from "../../alerts/alarm-operator.ts";
import { AlarmRequestError } from "../../alerts/errors.ts";
import {
  clearedListedMs,
  noteCharactersMax,
  operatorChangesMax,
  operatorValueCharactersMax,
  shelfMsMax,
} from "../../alerts/limits.ts";
import { isStoryKey } from "../../alerts/notification/state-rows.ts";
import { emptyRows } from "../../telemetry/journal.ts";
import { defaultRules, prompt, Stand } from "./stand.ts";

const s = 1_000;
const hourMs = 3_600 * s;
const startMs = Date.UTC(2026, 0, 1);
const rules = defaultRules().map(prompt);

const mains = (stand: Stand, present: boolean, atMs: number): void =>
  stand.read("mains.present", Number(present), atMs);

const withMainsLost = (): Stand => {
  const stand = new Stand(rules);
  mains(stand, false, startMs);
  return stand;
};

const idOf = (stand: Stand): string => stand.transitions[0]?.alarm ?? "";
const alarmOf = (stand: Stand): Alarm | undefined => stand.system.get(idOf(stand));

const act = (
  stand: Stand,
  what: OperatorAct,
  { atMs = startMs + s, note = "why" as string | null } = {},
): Alarm => stand.system.operate(stand.rows, atMs, { id: idOf(stand), actor: "lan", note, act: what });

const shelve = (untilMs: number): OperatorAct => ({ kind: "shelve", untilMs });

describe("what a person does to an alarm", () => {
  test.each<[OperatorAct, Partial<Alarm>, string | null]>([
    [{ kind: "acknowledge" }, { operatorState: "acknowledged" }, null],
    [{ kind: "close" }, { operatorState: "closed" }, null],
    [{ kind: "assign", assignee: "minh" }, { assignee: "minh" }, "minh"],
    [{ kind: "ticket", ticket: "T-17" }, { ticket: "T-17" }, "T-17"],
    [{ kind: "comment" }, {}, null],
    [
      shelve(startMs + hourMs),
      { shelf: { untilMs: startMs + hourMs, actor: "lan", reason: "why" } },
      "2026-01-01T01:00:00.000Z",
    ],
  ])("%j is written down with who, when, why and what", (what, expected, value) => {
    const stand = withMainsLost();
    const alarm = act(stand, what);
    expect(alarm).toMatchObject({
      ...expected,
      isCleared: false,
      operatorChanges: [{ atMs: startMs + s, actor: "lan", action: what.kind, note: "why", value }],
    });
    expect(stand.transitions.at(-1)).toMatchObject({
      event: eventOfAct[what.kind],
      body: JSON.stringify(alarm),
    });
  });

  test("every act is an event of its own", () => {
    expect(Object.keys(eventOfAct).sort()).toEqual([...operatorActions].sort());
    expect(new Set(Object.values(eventOfAct)).size).toBe(operatorActions.length);
  });

  test("A6: changes are only added; the last operatorChangesMax are carried along, the journal has all", () => {
    const stand = withMainsLost();
    for (let count = 1; count <= operatorChangesMax + 5; count++)
      act(stand, { kind: "comment" }, { atMs: startMs + count * s, note: `note ${count}` });
    const notes = alarmOf(stand)?.operatorChanges.map(({ note }) => note);
    expect(notes).toHaveLength(operatorChangesMax);
    expect([notes?.[0], notes?.at(-1)]).toEqual(["note 6", `note ${operatorChangesMax + 5}`]);
    expect(stand.story.filter((line) => line === "commented major")).toHaveLength(operatorChangesMax + 5);
  });

  test("A2: closed is not cleared, and clears when the condition does", () => {
    const stand = withMainsLost();
    act(stand, { kind: "close" });
    expect(stand.system.list()).toMatchObject([{ operatorState: "closed", isCleared: false }]);
    mains(stand, true, startMs + 2 * s);
    expect(alarmOf(stand)).toMatchObject({ operatorState: "closed", isCleared: true });
  });

  test("A3: a raise begins the operator axis anew; the shelf stays", () => {
    const stand = withMainsLost();
    act(stand, { kind: "assign", assignee: "minh" });
    act(stand, { kind: "ticket", ticket: "T-17" });
    act(stand, shelve(startMs + hourMs));
    act(stand, { kind: "close" });
    mains(stand, true, startMs + 2 * s);
    mains(stand, false, startMs + 3 * s);
    expect(alarmOf(stand)).toMatchObject({
      operatorState: "none",
      assignee: null,
      ticket: null,
      occurrenceCount: 2,
      shelf: { reason: "why" },
    });
  });

  test("assignee and ticket can be taken away", () => {
    const stand = withMainsLost();
    act(stand, { kind: "assign", assignee: "minh" });
    act(stand, { kind: "ticket", ticket: "T-17" });
    act(stand, { kind: "assign", assignee: null });
    expect(act(stand, { kind: "ticket", ticket: null })).toMatchObject({ assignee: null, ticket: null });
  });
});

describe("a shelf", () => {
  test("A4: ends by itself, active or cleared, with no person's name under it", () => {
    const stand = withMainsLost();
    act(stand, shelve(startMs + hourMs));
    expect(stand.system.nextDueMs()).toBeLessThanOrEqual(startMs + hourMs);
    stand.tick(startMs + hourMs - 1);
    expect(alarmOf(stand)?.shelf).not.toBeNull();
    mains(stand, true, startMs + hourMs - 1);
    stand.tick(startMs + hourMs);
    expect(alarmOf(stand)).toMatchObject({
      shelf: null,
      isCleared: true,
      lastChanged: { eventAtMs: startMs + hourMs, clock: "receiver" },
    });
    expect(alarmOf(stand)?.operatorChanges.map(({ action }) => action)).toEqual(["shelve"]);
    expect(stand.story.at(-1)).toBe("unshelved major");
  });

  test("ends after a restart too", () => {
    const stand = withMainsLost();
    act(stand, shelve(startMs + hourMs));
    stand.restart(startMs + 2 * s);
    expect(stand.system.nextDueMs()).toBeLessThanOrEqual(startMs + hourMs);
    stand.tick(startMs + hourMs);
    expect(stand.story.at(-1)).toBe("unshelved major");
  });

  test("is replaced by another one, and the first end counts no more", () => {
    const stand = withMainsLost();
    act(stand, shelve(startMs + hourMs));
    act(stand, shelve(startMs + 2 * hourMs));
    stand.tick(startMs + hourMs);
    expect(alarmOf(stand)?.shelf?.untilMs).toBe(startMs + 2 * hourMs);
    stand.tick(startMs + 2 * hourMs);
    expect(alarmOf(stand)?.shelf).toBeNull();
  });

  test("may last as long as shelfMsMax", () => {
    expect(act(withMainsLost(), shelve(startMs + s + shelfMsMax)).shelf).not.toBeNull();
  });

  test("I8: shelved, suppressed and out of service, an alarm is updated and cleared as any other", () => {
    const stand = new Stand(rules);
    stand.read("dc.bus.voltage", 47, startMs);
    act(stand, shelve(startMs + hourMs));
    stand.read("dc.bus.voltage", 45, startMs + 2 * s);
    stand.read("dc.bus.voltage", 54, startMs + 3 * s);
    expect(stand.story).toEqual(["raised major", "shelved major", "updated critical", "cleared critical"]);
  });
});

describe("a request that can't be done leaves no rows", () => {
  const long = (characters: number): string => "x".repeat(characters + 1);
  test.each<[string, OperatorAct, string | null]>([
    ["not-acknowledged", { kind: "unacknowledge" }, null],
    ["not-shelved", { kind: "unshelve" }, null],
    ["nothing-to-change", { kind: "assign", assignee: null }, null],
    ["nothing-to-change", { kind: "ticket", ticket: null }, null],
    ["note-missing", { kind: "comment" }, null],
    ["note-missing", { kind: "comment" }, " \n"],
    ["note-missing", shelve(startMs + hourMs), null],
    ["note-too-long", { kind: "close" }, long(noteCharactersMax)],
    ["value-too-long", { kind: "assign", assignee: long(operatorValueCharactersMax) }, null],
    ["value-too-long", { kind: "ticket", ticket: long(operatorValueCharactersMax) }, null],
    ["shelf-end-past", shelve(startMs + s), "why"],
    ["shelf-end-past", shelve(Number.NaN), "why"],
    ["shelf-too-long", shelve(startMs + s + shelfMsMax + 1), "why"],
    ["shelf-too-long", shelve(Number.POSITIVE_INFINITY), "why"],
  ])("%s: %j", (code, what, note) => {
    const stand = withMainsLost();
    const rows = emptyRows();
    const before = alarmOf(stand);
    const attempt = () =>
      stand.system.operate(rows, startMs + s, { id: idOf(stand), actor: "lan", note, act: what });
    expect(attempt).toThrow(AlarmRequestError);
    expect(attempt).toThrow(expect.objectContaining({ code }));
    expect(rows).toEqual(emptyRows());
    expect(alarmOf(stand)).toBe(before);
  });

  test("already-closed says how to take it back", () => {
    const stand = withMainsLost();
    act(stand, { kind: "close" });
    expect(() => act(stand, { kind: "acknowledge" })).toThrow(/un-acknowledge/);
  });

  test("a clear that is refused leaves the condition alone", () => {
    const stand = withMainsLost();
    expect(() => act(stand, { kind: "clear" }, { note: long(noteCharactersMax) })).toThrow(AlarmRequestError);
    expect(stand.rows.condition.filter(({ key }) => !isStoryKey(key))).toHaveLength(1);
  });
});

describe("the live list", () => {
  test("a comment does not keep a cleared alarm on it", () => {
    const stand = withMainsLost();
    mains(stand, true, startMs + s);
    act(stand, { kind: "comment" }, { atMs: startMs + clearedListedMs });
    stand.tick(startMs + s + clearedListedMs - 1);
    expect(stand.system.list()).toHaveLength(1);
    stand.tick(startMs + s + clearedListedMs);
    expect(stand.system.list()).toEqual([]);
  });
});
