import { expect, test } from "vitest";
import { causeClasses as platformClasses } from "../../../alerts/outages/outage.ts";
import { causeClasses, causeText } from "../../../console/outages/cause.ts";
import { speaking } from "../words/speaking.ts";

test("every class of causes of the platform is offered, in words of its own", () => {
  expect([...causeClasses].sort()).toEqual([...platformClasses].sort());
  const said = (["vi", "en"] as const).map((wanted) => speaking(wanted, () => causeClasses.map(causeText)));
  for (const words of said) expect(new Set(words).size).toBe(causeClasses.length);
});
