import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openHouse } from "./house.ts";
import { documentOf, runCommand } from "./serve.ts";

const example = fileURLToPath(new URL("../../alerts/rules/example.yaml", import.meta.url));
const wrong = `tests:
  - name: the door
    series: { cab/door.open: true }
    expect:
      - { at: 1m, alarms: [] }
`;

test("check --rules runs the tests of rule files: 0 all hold, 1 one fails, 2 a file is wrong", async () => {
  const house = openHouse({
    files: { "wrong.yaml": wrong, "broken.yaml": "rules: [{ alert: x, kind: magic }]\n" },
  });
  expect(documentOf(await runCommand(house, ["check", "--rules", example, "--json"]))).toMatchObject({
    ok: true,
    failures: [],
  });
  const failed = await runCommand(house, ["check", "--rules", example, "wrong.yaml"]);
  expect(failed.code).toBe(1);
  expect(failed.out).toContain('wrong.yaml: test "the door" at 1m');
  expect(failed.out).toContain("expected: no alarm\n    got:      door-open at cab minor");
  const broken = await runCommand(house, ["check", "--rules", "broken.yaml"]);
  expect(broken).toMatchObject({ code: 2, out: "" });
  expect(broken.log).toContain("is no kind of rule");
});

test("check refuses overrides for sites and nodes that the inventory does not know", async () => {
  const overrides = `overrides:
  - { alert: door-open, site: BPH0001, for: 5m }
  - { alert: door-open, site: NOWHERE, for: 5m }
  - { alert: door-open, node: BPH0001/cellar, for: 5m }
`;
  const house = openHouse({ more: "rules: [mine.yaml]\n", files: { "mine.yaml": overrides } });
  const { code, log } = await runCommand(house, ["check"]);
  expect(code).toBe(2);
  expect(log).toContain('door-open: overrides[1].site: is no site of the inventory (found "NOWHERE")');
  expect(log).toContain('door-open: overrides[2].node: is no node of the inventory (found "BPH0001/cellar")');
  expect(log).not.toContain("overrides[0]");
});
