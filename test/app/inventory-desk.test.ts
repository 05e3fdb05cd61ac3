import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { InventoryDesk } from "../../app/inventory-desk.ts";
import { emptyInventory } from "../../inventory/inventory.ts";
import { type Act, emptyRows, JournalUnavailable } from "../../telemetry/journal.ts";

const yamlOf = (operator: string): string => `operators:\n  - { code: ${operator}, name: ${operator} }\n`;

const openDesk = (act: Act) => {
  const folder = mkdtempSync(join(tmpdir(), "tramcanh-desk-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "inventory.yaml");
  const desk = new InventoryDesk(emptyInventory, { path, act, changed: () => undefined });
  return { desk, folder, path };
};

test("replacements at the same time leave one of them whole: in the file, in memory and last in the audit", async () => {
  const recorded: string[] = [];
  const { desk, folder, path } = openDesk(async (change) => change(emptyRows(), 0));
  const operators = ["VTL", "VNP", "MBF", "VNM", "GTL", "ITL"];
  await Promise.all(
    operators.map((operator) => desk.replace(yamlOf(operator), () => void recorded.push(operator))),
  );
  expect([...recorded].sort()).toEqual([...operators].sort());
  const last = recorded.at(-1) ?? "";
  expect(readFileSync(path, "utf8")).toBe(yamlOf(last));
  expect(desk.export()).toContain(last);
  expect(readdirSync(folder)).toEqual(["inventory.yaml"]);
});

test("nothing changes while the journal takes nothing, and the next replacement is not held up", async () => {
  let trouble: Error | null = new JournalUnavailable("disk-full", "no room");
  const { desk, folder, path } = openDesk(async (change) => {
    if (trouble) throw trouble;
    return change(emptyRows(), 0);
  });
  await expect(desk.replace(yamlOf("VTL"), () => undefined)).rejects.toBe(trouble);
  expect(readdirSync(folder)).toEqual([]);
  expect(desk.current).toBe(emptyInventory);
  trouble = null;
  await desk.replace(yamlOf("VNP"), () => undefined);
  expect(readFileSync(path, "utf8")).toBe(yamlOf("VNP"));
});
