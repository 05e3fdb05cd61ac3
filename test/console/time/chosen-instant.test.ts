import { expect, test } from "vitest";
import { chosenInstantText } from "../../../console/time/chosen-instant.ts";
import { speaking } from "../words/speaking.ts";

test.each([
  ["2026-11-23T14:05", "Thứ Hai 23/11/2026 14:05 +07", "Monday 23 November 2026 14:05 +07"],
  ["2026-12-11T00:30", "Thứ Sáu 11/12/2026 00:30 +07", "Friday 11 December 2026 00:30 +07"],
  ["2026-01-01T23:59:59", "Thứ Năm 01/01/2026 23:59 +07", "Thursday 1 January 2026 23:59 +07"],
])("%s is said by its day of the week, with the month where it can't be mistaken", (text, vi, en) => {
  const said = (["vi", "en"] as const).map((language) => speaking(language, () => chosenInstantText(text)));
  expect(said).toEqual([vi, en]);
});

test.each(["", "2026-02", "2026-13-01T00:00"])("%o chooses nothing, and nothing is said", (text) => {
  expect(chosenInstantText(text)).toBe("");
});
