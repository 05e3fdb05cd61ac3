import { expect, test } from "vitest";
import { tickPauseMs } from "../../../console/alarms/tick-pause.ts";

test.each([
  [0, 0],
  [2_000, 0],
  [3_000, 200],
  [10_000, 667],
  [50_000, 700],
])("a list of %i alarms rests %i ms", (alarms, restMs) => {
  expect(tickPauseMs(alarms)).toBe(restMs);
});
