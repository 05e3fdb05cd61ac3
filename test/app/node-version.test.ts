import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { nodeFault, oldestNode } from "../../app/node-version.ts";

test.each(["20.20.2", "22.17.1", "18.0.0"])("Node %s is told to be too old, with the fix", (version) => {
  expect(nodeFault(version)).toMatch(new RegExp(`Node ${version}.*needs ${oldestNode}[^]*fix: `));
});

test.each(["22.18.0", "24.21.0", "30.0.0"])("Node %s will do", (version) => {
  expect(nodeFault(version)).toBeNull();
});

test("package.json says the same", () => {
  const manifest = z.object({ engines: z.object({ node: z.string() }) });
  const { engines } = manifest.parse(JSON.parse(readFileSync("package.json", "utf8")));
  expect(engines.node).toBe(`>=${oldestNode}`);
});
