import { expect, test } from "vitest";
import { numberText } from "../../../console/words/number.ts";
import { speaking } from "./speaking.ts";

test.each([
  [1_234.56, "1.234,6", "1,234.6"],
  [53, "53", "53"],
  [-0.25, "-0,3", "-0.3"],
  [1e7, "10.000.000", "10,000,000"],
])("%d is %s in Vietnamese and %s in English", (value, vi, en) => {
  expect([speaking("vi", () => numberText(value)), speaking("en", () => numberText(value))]).toEqual([
    vi,
    en,
  ]);
});

test("a column has as many digits as it is told", () => {
  const said = speaking("vi", () => [numberText(53.456, 2), numberText(53, 2), numberText(53, 2, 2)]);
  expect(said).toEqual(["53,46", "53", "53,00"]);
});
