import { expect, test } from "vitest";
import type { AlarmView } from "../../../api/contract.ts";
import { floodAlarmsMax, floodOf, floodWindowMs, rememberRaises } from "../../../console/alarms/flood.ts";
import { alarm, at, symptom } from "./alarm-view.ts";

const nowMs = Date.parse(at(10));
const none = new Map();
const many = (count: number, changes: Partial<AlarmView> = {}): readonly AlarmView[] =>
  Array.from({ length: count }, (_, place) => alarm(`a${place}`, 5, changes));

test("more than ten new alarms in ten minutes are a flood", () => {
  expect(floodOf(rememberRaises(none, many(floodAlarmsMax), nowMs))).toBeNull();
  expect(floodOf(rememberRaises(none, many(floodAlarmsMax + 1), nowMs))?.count).toBe(floodAlarmsMax + 1);
});

test("what ended since counts as well", () => {
  const raises = rememberRaises(none, many(11), nowMs);
  expect(floodOf(rememberRaises(raises, [], nowMs + 1_000))?.count).toBe(11);
});

test("a flood is over when its alarms are ten minutes old", () => {
  const raises = rememberRaises(none, many(11), nowMs);
  expect(floodOf(rememberRaises(raises, many(11), Date.parse(at(5)) + floodWindowMs))).toBeNull();
});

test("symptoms of one cause are no flood: they are one thing to read", () => {
  const raises = rememberRaises(none, many(30), nowMs);
  const explained = Array.from({ length: 30 }, (_, place) => symptom(`a${place}`, "root", 5));
  expect(floodOf(rememberRaises(raises, [alarm("root", 5), ...explained], nowMs))).toBeNull();
});

test("a second raise of the same alarm counts again, another look at it does not", () => {
  const first = rememberRaises(none, many(6), nowMs);
  expect(floodOf(rememberRaises(first, many(6), nowMs))).toBeNull();
  const again = Array.from({ length: 6 }, (_, place) => alarm(`a${place}`, 6));
  expect(floodOf(rememberRaises(first, again, nowMs))?.count).toBe(12);
});

test("names the most frequent types first", () => {
  const alarms = [
    ...many(4, { type: "door-open" }),
    ...many(9).map((each) => ({ ...each, id: `m${each.id}` })),
  ];
  expect(floodOf(rememberRaises(none, alarms, nowMs))?.types).toEqual([
    { type: "mains-lost", count: 9 },
    { type: "door-open", count: 4 },
  ]);
});
