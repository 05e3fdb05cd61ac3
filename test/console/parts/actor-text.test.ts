import { expect, test } from "vitest";
import { actorText } from "../../../console/parts/actor-text.ts";
import { speaking } from "../words/speaking.ts";

test.each([
  ["lan", "lan", "lan"],
  ["key:4984", "4984 (khóa API)", "4984 (API key)"],
  ["link:noc", "noc (qua liên kết)", "noc (by a link)"],
])("who acted as %s is said in words", (actor, vi, en) => {
  expect(speaking("vi", () => actorText(actor))).toBe(vi);
  expect(speaking("en", () => actorText(actor))).toBe(en);
});
