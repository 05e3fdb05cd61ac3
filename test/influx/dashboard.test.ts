import { readFileSync } from "node:fs";
import { is_valid_flux } from "@influxdata/flux-lsp-node";
import { expect, test } from "vitest";
import { z } from "zod";

const dashboard = z
  .object({
    panels: z.array(
      z.object({ title: z.string(), targets: z.array(z.object({ query: z.string() })).min(1) }),
    ),
    templating: z.object({
      list: z.array(z.object({ name: z.string(), type: z.string(), query: z.string() })),
    }),
  })
  .parse(JSON.parse(readFileSync("docs/grafana/tramcanh.json", "utf8")));

/** What Grafana puts in before it asks. */
const filled = (query: string): string =>
  query
    .replaceAll("v.timeRangeStart", "-1h")
    .replaceAll("v.timeRangeStop", "now()")
    .replaceAll("v.windowPeriod", "1m")
    .replaceAll(`\${bucket}`, "telemetry")
    .replaceAll(`\${site}`, "BPH0123")
    .replaceAll(`\${metric:json}`, '["dc.bus.voltage"]');

const questions = [
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ query }) => [title, query] as const)),
  ...dashboard.templating.list
    .filter(({ type }) => type === "query")
    .map(({ name, query }) => [name, query] as const),
];

test.each(questions)("what the dashboard asks is Flux with everything filled in: %s", (_title, query) => {
  const question = filled(query);
  expect(question).not.toContain("$");
  expect(question).toMatch(/_measurement == "(reading|alarm|outage|presence)"|measurement: "reading"/);
  expect([question, is_valid_flux(question)]).toEqual([question, true]);
});

test("the check sees what is wrong", () => {
  const [, query = ""] = questions[0] ?? [];
  expect(is_valid_flux(filled(query).replace("range(", "ranges("))).toBe(false);
});
