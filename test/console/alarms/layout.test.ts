import { describe, expect, test } from "vitest";
import type { AlarmView } from "../../../api/contract.ts";
import { familiesOf, familyKeyOf } from "../../../console/alarms/families.ts";
import { type Layout, layRows } from "../../../console/alarms/layout.ts";
import type { ListRow } from "../../../console/alarms/list-row.ts";
import { alarm, byId, symptom } from "./alarm-view.ts";

interface Screen {
  readonly shown?: readonly ListRow[] | null;
  readonly isHeld?: boolean;
  readonly unfolded?: readonly string[];
}

const lay = (
  alarms: readonly AlarmView[],
  { shown = null, isHeld = false, unfolded = [] }: Screen = {},
): Layout => {
  const board = byId(...alarms);
  return layRows(shown, {
    families: familiesOf(alarms, familyKeyOf("cause", false)),
    unfolded: new Set(unfolded),
    isHeld,
    alarmOf: (id) => board.get(id),
  });
};

const ids = ({ rows }: Layout): readonly string[] => rows.map((row) => row.alarm.id);

describe("while somebody points at the rows", () => {
  const before = lay([alarm("a", 1), alarm("b")]).rows;
  const held = (...alarms: readonly AlarmView[]): Layout => lay(alarms, { shown: before, isHeld: true });

  test("a new alarm waits, whatever its severity", () => {
    const layout = held(alarm("a", 1), alarm("b"), alarm("new", 2, { severity: "critical" }));
    expect(ids(layout)).toEqual(["a", "b"]);
    expect(layout.waiting.map(({ id }) => id)).toEqual(["new"]);
  });

  test("an alarm that changes shows its change in its place", () => {
    const layout = held(alarm("a", 1), alarm("b", 0, { severity: "critical" }));
    expect(layout.rows.map((row) => [row.alarm.id, row.alarm.severity])).toEqual([
      ["a", "major"],
      ["b", "critical"],
    ]);
  });

  test("an alarm that ended keeps its place and says so", () => {
    const layout = held(alarm("b"));
    expect(layout.rows.map((row) => [row.alarm.id, row.isGone])).toEqual([
      ["a", true],
      ["b", false],
    ]);
  });

  test("an alarm that became a symptom keeps its place", () => {
    const layout = held(alarm("root", 2), symptom("a", "root", 1), alarm("b"));
    expect(ids(layout)).toEqual(["a", "b"]);
    expect(layout.rows[0]?.isGone).toBe(false);
    expect(layout.waiting.map(({ id }) => id)).toEqual(["root"]);
  });

  test("all fall into their order when the pointer leaves", () => {
    const { rows } = held(alarm("b"), alarm("new", 2));
    expect(ids(lay([alarm("b"), alarm("new", 2)], { shown: rows }))).toEqual(["new", "b"]);
  });
});

describe("unfolding", () => {
  const family = [alarm("root", 5), symptom("s1", "root", 1), symptom("s2", "root", 2), alarm("other")];

  test("folded, a root says how many it stands for", () => {
    expect(lay(family).rows.map((row) => [row.alarm.id, row.folded])).toEqual([
      ["root", 2],
      ["other", 0],
    ]);
  });

  test("unfolded, its symptoms stand beneath it", () => {
    const { rows } = lay(family, { unfolded: ["root"] });
    expect(rows.map((row) => [row.alarm.id, row.level])).toEqual([
      ["root", 1],
      ["s2", 2],
      ["s1", 2],
      ["other", 1],
    ]);
  });

  test("unfolded while held, its symptoms are shown: somebody asked", () => {
    const shown = lay(family).rows;
    expect(ids(lay(family, { shown, isHeld: true, unfolded: ["root"] }))).toEqual([
      "root",
      "s2",
      "s1",
      "other",
    ]);
  });

  test("a symptom that comes while held does not push the rows below", () => {
    const shown = lay(family, { unfolded: ["root"] }).rows;
    const more = [...family, symptom("s3", "root", 3)];
    expect(ids(lay(more, { shown, isHeld: true, unfolded: ["root"] }))).toEqual([
      "root",
      "s2",
      "s1",
      "other",
    ]);
  });
});
