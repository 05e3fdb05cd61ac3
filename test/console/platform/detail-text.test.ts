import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { detailText, plainDetails } from "../../../console/platform/detail-text.ts";
import { speaking } from "../words/speaking.ts";

const readiness = readFileSync(new URL("../../../app/readiness.ts", import.meta.url), "utf8");

test.each(plainDetails)("%o, as the platform says it, is said in Vietnamese", (detail) => {
  expect(readiness).toContain(`"${detail}"`);
  expect(speaking("vi", () => detailText(detail))).not.toBe(detail);
  expect(speaking("en", () => detailText(detail))).toBe(detail);
});

test("what went wrong stays as the platform says it", () => {
  expect(speaking("vi", () => detailText("ENOSPC: no space left"))).toBe("ENOSPC: no space left");
});
