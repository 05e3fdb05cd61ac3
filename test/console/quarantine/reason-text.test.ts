import { expect, test } from "vitest";
import { reasonText } from "../../../console/quarantine/reason-text.ts";
import { IngestCounters } from "../../../ingest/counters.ts";
import { speaking } from "../words/speaking.ts";

const reasons = Object.keys(new IngestCounters().quarantined);

test.each(["vi", "en"] as const)("every reason of the intake has words of its own: %s", (language) => {
  const said = speaking(language, () => reasons.map(reasonText));
  expect(said.filter((text, place) => text === reasons[place])).toEqual([]);
  expect(new Set(said).size).toBe(reasons.length);
});

test("a reason that the page does not know stays as it is", () => {
  expect(reasonText("made-up")).toBe("made-up");
});
