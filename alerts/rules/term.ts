import { z } from "zod";
import { severities } from "../../telemetry/severity.ts";
import { limitOf, limitSchema } from "./limit.ts";
import type { AlertTerm, HoursTerm, MetricTerm, Term } from "./rule.ts";
import { retell } from "./rule-error.ts";
import { statesSchema, storedValues } from "./states.ts";
import { complain, type IssueSink, knownMetric } from "./words.ts";

type Reach = MetricTerm["at"];

const reach = z.enum(["node", "site"]);

const metricShape = z.strictObject({
  metric: z.string(),
  is: statesSchema.optional(),
  above: limitSchema.optional(),
  below: limitSchema.optional(),
  nodes: z.int().min(1).max(64).default(1),
  at: reach.optional(),
});

const alertShape = z.strictObject({
  alert: z.string(),
  severity: z.enum(severities).default("indeterminate"),
  at: reach.optional(),
});

const timeOfDay = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;

const isZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

const hoursShape = z.strictObject({
  hours: z
    .string()
    .refine((text) => timeOfDay.test(text), {
      message: "is no span of hours",
      params: { fix: "use a span like 22:00-05:00" },
    })
    .refine((text) => text.slice(0, 5) !== text.slice(6), {
      message: "is an empty span of hours",
      params: { fix: "end at another time than it begins at; leave the term out for the whole day" },
    }),
  zone: z.string().refine(isZone, {
    message: "is no time zone",
    params: { fix: "use an IANA name, like Asia/Ho_Chi_Minh" },
  }),
});

const metricTerm = (
  parsed: z.output<typeof metricShape>,
  reach: Reach,
  sink: IssueSink,
): MetricTerm | undefined => {
  const metric = knownMetric(parsed.metric, sink);
  if (metric === undefined) return undefined;
  const given = (["is", "above", "below"] as const).filter((key) => parsed[key] !== undefined);
  const [key] = given;
  const wanted = metric.kind === "number" ? "one of above and below" : "is";
  if (key === undefined || given.length > 1 || (key === "is") === (metric.kind === "number")) {
    complain(sink, [], {
      message: `does not say when ${metric.name} counts`,
      fix: `give ${wanted}, and nothing besides, for a ${metric.kind} metric`,
    });
    return undefined;
  }
  const common = { kind: "metric" as const, metric, at: parsed.at ?? reach, nodes: parsed.nodes };
  if (key === "is")
    return { ...common, test: { kind: "is", values: storedValues(metric, parsed.is ?? [], sink) } };
  return { ...common, test: { kind: key, limit: limitOf(parsed[key] ?? 0) } };
};

const alertTerm = (parsed: z.output<typeof alertShape>, reach: Reach): AlertTerm => ({
  kind: "alert",
  rule: parsed.alert,
  severity: parsed.severity,
  at: parsed.at ?? reach,
});

const hoursTerm = (parsed: z.output<typeof hoursShape>): HoursTerm => {
  const [, ...numbers] = timeOfDay.exec(parsed.hours) ?? [];
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = numbers.map(Number);
  return {
    kind: "hours",
    fromMinute: fromHour * 60 + fromMinute,
    toMinute: toHour * 60 + toMinute,
    zone: parsed.zone,
  };
};

const parsers: Readonly<
  Record<string, (raw: unknown, reach: Reach) => z.ZodSafeParseResult<Term | undefined>>
> = {
  metric: (raw, reach) =>
    metricShape.transform((parsed, context) => metricTerm(parsed, reach, context)).safeParse(raw),
  alert: (raw, reach) => alertShape.transform((parsed) => alertTerm(parsed, reach)).safeParse(raw),
  hours: (raw) => hoursShape.transform(hoursTerm).safeParse(raw),
  all: (raw, reach) =>
    z
      .strictObject({ all: z.array(termSchema(reach)).min(1) })
      .transform(({ all }): Term => ({ kind: "all", terms: all }))
      .safeParse(raw),
  ["any"]: (raw, reach) =>
    z
      .strictObject({ ["any"]: z.array(termSchema(reach)).min(1) })
      .transform((parsed): Term => ({ kind: "any", terms: parsed["any"] }))
      .safeParse(raw),
  not: (raw, reach) =>
    z
      .strictObject({ not: termSchema(reach) })
      .transform(({ not }): Term => ({ kind: "not", term: not }))
      .safeParse(raw),
};

/** A term of a combination; `reach` is where it looks when it does not say. */
export const termSchema = (reach: Reach): z.ZodType<Term> =>
  z.record(z.string(), z.unknown()).transform((raw, context): Term => {
    const kind = Object.keys(parsers).find((key) => Object.hasOwn(raw, key));
    const parsed = kind === undefined ? undefined : parsers[kind]?.(raw, reach);
    if (parsed === undefined) {
      complain(context, [], {
        message: "is no term",
        fix: `give one of ${Object.keys(parsers).join(", ")}`,
      });
      return z.NEVER;
    }
    if (parsed.success && parsed.data !== undefined) return parsed.data;
    for (const issue of parsed.error?.issues ?? []) {
      const { path, ...problem } = retell(issue);
      complain(context, path, problem);
    }
    return z.NEVER;
  });

/** All terms of a term, itself included. */
export const termsOf = (term: Term): readonly Term[] => {
  if (term.kind === "all" || term.kind === "any") return [term, ...term.terms.flatMap(termsOf)];
  return term.kind === "not" ? [term, ...termsOf(term.term)] : [term];
};
