import { expect, test } from "vitest";
import { newestRows } from "../../store/newest-rows.ts";
import { emptyRows, type OutageRow } from "../../telemetry/journal.ts";

const outage = (id: string, causeClass: string): OutageRow => ({
  ...{ id, causeClass, subject: "node", site: "S", node: "bts", fromMs: 1, toMs: null, changedAtMs: 2 },
  body: "{}",
});

test("of a batch's conditions and outages the last of each goes to the disk, in the order of last changes", () => {
  const rows = emptyRows();
  for (const [key, body] of [
    ["a", "1"],
    ["b", "1"],
    ["a", null],
  ] as const)
    rows.condition.push({ key, changedAtMs: 1, body });
  rows.outage.push(outage("x", "unknown"), outage("y", "unknown"), outage("x", "power"));
  rows.document.push({ kind: "user", id: "an", changedAtMs: 1, body: "1" });
  rows.document.push({ kind: "user", id: "an", changedAtMs: 1, body: "2" });
  const kept = newestRows(rows);
  expect(kept.condition.map(({ key, body }) => [key, body])).toEqual([
    ["b", "1"],
    ["a", null],
  ]);
  expect(kept.outage.map(({ id, causeClass }) => [id, causeClass])).toEqual([
    ["y", "unknown"],
    ["x", "power"],
  ]);
  expect(kept.document).toBe(rows.document);
  expect(rows.outage).toHaveLength(3);
});

test("where each key is there once the rows stay as they are", () => {
  const rows = emptyRows();
  rows.outage.push(outage("x", "power"), outage("y", "power"));
  expect(newestRows(rows).outage).toBe(rows.outage);
});
