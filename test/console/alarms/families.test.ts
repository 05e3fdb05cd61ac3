import fc from "fast-check";
import { expect, test } from "vitest";
import { type Family, familiesOf, familyKeyOf } from "../../../console/alarms/families.ts";
import { severities } from "../../../console/parts/severity-order.ts";
import { alarm, symptom } from "./alarm-view.ts";

const byCause = familyKeyOf("cause", false);
const ids = (families: readonly Family[]): readonly string[] => families.map(({ leader }) => leader.id);

test("unacknowledged come first, then the graver, then the newer", () => {
  const alarms = [
    alarm("old-major", 0),
    alarm("acknowledged-critical", 9, { severity: "critical", operatorState: "acknowledged" }),
    alarm("new-major", 5),
    alarm("warning", 8, { severity: "warning" }),
    alarm("critical", 1, { severity: "critical" }),
  ];
  expect(ids(familiesOf(alarms, byCause))).toEqual([
    "critical",
    "new-major",
    "old-major",
    "warning",
    "acknowledged-critical",
  ]);
});

test("a root cause stands once with its symptoms folded beneath it", () => {
  const [family, ...others] = familiesOf(
    [symptom("s1", "root", 1), symptom("s2", "root", 2), alarm("root")],
    byCause,
  );
  expect(others).toEqual([]);
  expect(family?.leader.id).toBe("root");
  expect(family?.members.map(({ id }) => id)).toEqual(["s2", "s1"]);
});

test("the gravest symptom lifts its root cause, not the root's own severity", () => {
  const alarms = [
    alarm("root"),
    symptom("s", "root", 1, { severity: "critical" }),
    alarm("other", 5, { severity: "major" }),
  ];
  const [first] = familiesOf(alarms, byCause);
  expect([first?.leader.id, first?.worst]).toEqual(["root", "critical"]);
});

test("between families as grave as each other the graver root comes first", () => {
  const alarms = [
    alarm("major", 5),
    symptom("s", "major", 5, { severity: "critical" }),
    alarm("critical", 1, { severity: "critical" }),
  ];
  expect(ids(familiesOf(alarms, byCause))).toEqual(["critical", "major"]);
});

test("symptoms whose cause is out of sight fold beneath the first of them", () => {
  const alarms = [symptom("s1", "elsewhere", 1), symptom("s2", "elsewhere", 2)];
  expect(familiesOf(alarms, byCause).map(({ leader, members }) => [leader.id, members.length])).toEqual([
    ["s2", 1],
  ]);
});

test("in a flood alarms fold by their type over all sites", () => {
  const alarms = [alarm("a"), alarm("b", 1), alarm("c", 2, { type: "door-open" })];
  const families = familiesOf(alarms, familyKeyOf("type", false));
  expect(families.map(({ leader, members }) => [leader.type, members.length])).toEqual([
    ["door-open", 0],
    ["mains-lost", 1],
  ]);
});

test("each alarm is in one family, in whatever order they come", () => {
  const alarms = fc.uniqueArray(
    fc.record({
      id: fc.integer({ min: 0, max: 60 }).map(String),
      root: fc.option(fc.integer({ min: 0, max: 60 }).map(String), { nil: null }),
      minutes: fc.nat(20),
      severity: fc.constantFrom(...severities),
    }),
    { selector: ({ id }) => id },
  );
  fc.assert(
    fc.property(alarms, (said) => {
      const made = said.map(({ id, root, minutes, severity }) =>
        root === null ? alarm(id, minutes, { severity }) : symptom(id, root, minutes, { severity }),
      );
      const families = familiesOf(made, byCause);
      const all = families.flatMap(({ leader, members }) => [leader.id, ...members.map(({ id }) => id)]);
      expect(all.toSorted()).toEqual(made.map(({ id }) => id).toSorted());
      expect(ids(familiesOf(made.toReversed(), byCause))).toEqual(ids(families));
    }),
    { numRuns: 60 },
  );
});
