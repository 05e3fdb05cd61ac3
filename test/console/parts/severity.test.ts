import { expect, test } from "vitest";
import {
  type Severity,
  severities,
  severityCode,
  severityRank,
  severityText,
} from "../../../console/parts/severity.ts";
import { severities as platformSeverities } from "../../../telemetry/severity.ts";
import { speaking } from "../words/speaking.ts";

test("the page's order of severities is the platform's, gravest first", () => {
  expect(severities).toEqual(platformSeverities.toReversed());
  expect(severities.map(severityRank)).toEqual([0, 1, 2, 3, 4]);
});

test("each severity, and its end, is told from the others by its code and its word in each language", () => {
  const all: readonly (Severity | "cleared")[] = [...severities, "cleared"];
  const marks = [
    all.map((severity) => severityCode[severity]),
    speaking("vi", () => all.map(severityText)),
    speaking("en", () => all.map(severityText)),
  ];
  for (const each of marks) expect(new Set(each).size).toBe(all.length);
});
