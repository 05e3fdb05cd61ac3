import { expect, test } from "vitest";
import { durationText } from "../../../console/time/duration.ts";
import { speaking } from "../words/speaking.ts";

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];

test.each([
  [-5 * minute, "0 giây", "0 s"],
  [0, "0 giây", "0 s"],
  [999, "0 giây", "0 s"],
  [59 * second + 999, "59 giây", "59 s"],
  [minute, "1 ph", "1 min"],
  [hour - 1, "59 ph", "59 min"],
  [2 * hour + 5 * minute, "2 giờ 5 ph", "2 h 5 min"],
  [day - 1, "23 giờ 59 ph", "23 h 59 min"],
  [4 * day + 3 * hour, "4 ngày 3 giờ", "4 d 3 h"],
  [400 * day, "400 ngày 0 giờ", "400 d 0 h"],
])("%d ms last %s, %s", (milliseconds, vi, en) => {
  const said = [
    speaking("vi", () => durationText(milliseconds)),
    speaking("en", () => durationText(milliseconds)),
  ];
  expect(said).toEqual([vi, en]);
});
