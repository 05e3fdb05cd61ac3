import { z } from "zod";
import { plannedNames, siteClasses } from "../../inventory/model.ts";
import { isCode } from "../../telemetry/identifiers.ts";
import { severities } from "../../telemetry/severity.ts";
import { durationSchema } from "./duration.ts";
import { ruleTestMsMax } from "./limits.ts";
import type { Rule } from "./rule.ts";
import { describeIssue, type RuleError } from "./rule-error.ts";
import { type RuleTexts, readRuleFile } from "./rule-file.ts";
import { parseValues } from "./test-values.ts";
import { complain, knownMetric } from "./words.ts";

const code = z.string().refine(isCode, { message: "is no code", params: { fix: "use a code such as pwr" } });

const expectedAlarm = z.strictObject({
  alert: z.string(),
  node: code.optional(),
  severity: z.enum(severities).optional(),
});

/** An alarm that a test expects; what it does not say may be anything. */
export type ExpectedAlarm = z.output<typeof expectedAlarm>;

const planned = z.partialRecord(z.enum(["travelMinutes", ...plannedNames]), z.number());

const series = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .transform((given, context) =>
    Object.entries(given).flatMap(([name, text]) => {
      const [node = "", metricName = "", ...more] = name.split("/");
      if (!isCode(node) || metricName === "" || more.length > 0) {
        complain(context, [name], {
          message: "is no series",
          fix: "write node/metric, like pwr/mains.voltage",
        });
        return [];
      }
      const metric = knownMetric(metricName, {
        addIssue: (issue) => context.addIssue({ ...issue, path: [name] }),
      });
      if (metric === undefined) return [];
      const parsed = parseValues(String(text), metric);
      if (parsed.ok) return { node, metric: metricName, values: parsed.values };
      complain(context, [name], { message: parsed.problem, fix: parsed.fix });
      return [];
    }),
  );

const test = z.strictObject({
  name: z.string().min(1),
  /** An instant with its zone; rules on hours need one. */
  from: z.iso.datetime({ offset: true }).default("2026-01-01T00:00:00Z"),
  interval: durationSchema
    .refine((ms) => ms > 0, { message: "is no interval", params: { fix: "use a duration above 0" } })
    .default(60_000),
  site: code.default("SITE"),
  class: z.enum(siteClasses).optional(),
  planned: planned.default({}),
  /** Reporting period of the device of the site; left out: silence is not watched. */
  period: durationSchema.optional(),
  series,
  expect: z
    .array(
      z.strictObject({
        at: durationSchema.refine((ms) => ms <= ruleTestMsMax, {
          message: "is too long after the start",
          params: { fix: "expect something within 30d" },
        }),
        rule: z.string().optional(),
        alarms: z.array(expectedAlarm),
      }),
    )
    .min(1),
});

/** A test of rules: series over time in, alarms at times out. Durations in ms. */
export type RuleTest = z.output<typeof test> & { readonly file: string };

const unknownRules = (
  read: z.output<typeof test>,
  rules: readonly Rule[],
): { path: string; name: string }[] => {
  const names = new Set(rules.map(({ name }) => name));
  return read.expect
    .flatMap(({ rule, alarms }, index) => [
      ...(rule === undefined ? [] : [{ path: `expect[${index}].rule`, name: rule }]),
      ...alarms.map(({ alert }, place) => ({ path: `expect[${index}].alarms[${place}].alert`, name: alert })),
    ])
    .filter(({ name }) => !names.has(name));
};

/** Reads the tests of rule files; what is wrong with them is added to `errors`. */
export const readRuleTests = (
  paths: readonly string[],
  rules: readonly Rule[],
  errors: RuleError[],
  texts?: RuleTexts,
): readonly RuleTest[] =>
  paths.flatMap((file) =>
    readRuleFile(file, errors, texts).tests.flatMap(({ index, raw: input }) => {
      const name = typeof input["name"] === "string" ? `test "${input["name"]}"` : `tests[${index}]`;
      const parsed = test.safeParse(input);
      if (!parsed.success) {
        errors.push(...parsed.error.issues.map((issue) => describeIssue({ file, rule: name, input }, issue)));
        return [];
      }
      const unknown = unknownRules(parsed.data, rules);
      for (const { path, name: value } of unknown) {
        errors.push({
          file,
          rule: name,
          path,
          value,
          problem: "is no rule in force",
          fix: "use the name of a rule",
        });
      }
      return unknown.length > 0 ? [] : { ...parsed.data, file };
    }),
  );
