import { expect, test } from "vitest";
import type { BriefAlarmView } from "../../../api/contract.ts";
import { type Flood, floodAlarmsMax, floodWindowMs, Raises } from "../../../console/alarms/flood.ts";
import { alarm, at, symptom } from "./alarm-view.ts";

const nowMs = Date.parse(at(10));
const many = (count: number, changes: Partial<BriefAlarmView> = {}): readonly BriefAlarmView[] =>
  Array.from({ length: count }, (_, place) => alarm(`a${place}`, 5, changes));

/** The flood after several looks, all at one instant. */
const floodAfter = (...looks: readonly (readonly BriefAlarmView[])[]): Flood | null => {
  const raises = new Raises();
  return looks.map((alarms) => raises.take(alarms, nowMs)).at(-1) ?? null;
};

test("more than ten new alarms in ten minutes are a flood", () => {
  expect(floodAfter(many(floodAlarmsMax))).toBeNull();
  expect(floodAfter(many(floodAlarmsMax + 1))?.count).toBe(floodAlarmsMax + 1);
});

test("what ended since counts as well", () => {
  expect(floodAfter(many(11), [])?.count).toBe(11);
});

test("a flood is over when its alarms are ten minutes old", () => {
  const raises = new Raises();
  expect(raises.take(many(11), nowMs)?.count).toBe(11);
  expect(raises.take([], Date.parse(at(5)) + floodWindowMs - 1)?.count).toBe(11);
  expect(raises.take(many(11), Date.parse(at(5)) + floodWindowMs)).toBeNull();
});

test("symptoms of one cause are no flood: they are one thing to read", () => {
  const explained = Array.from({ length: 30 }, (_, place) => symptom(`a${place}`, "root", 5));
  expect(floodAfter(many(30), [alarm("root", 5), ...explained])).toBeNull();
});

test("a second raise of the same alarm counts again, another look at it does not", () => {
  expect(floodAfter(many(6), many(6))).toBeNull();
  const again = Array.from({ length: 6 }, (_, place) => alarm(`a${place}`, 6));
  expect(floodAfter(many(6), again)?.count).toBe(12);
});

test("names the most frequent types first", () => {
  const alarms = [
    ...many(4, { type: "door-open" }),
    ...many(9).map((each) => ({ ...each, id: `m${each.id}` })),
  ];
  expect(floodAfter(alarms)?.types).toEqual([
    { type: "mains-lost", count: 9 },
    { type: "door-open", count: 4 },
  ]);
});
