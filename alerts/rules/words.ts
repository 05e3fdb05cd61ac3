import { z } from "zod";
import { isCode } from "../../telemetry/identifiers.ts";
import { type Metric, metricNamed, metrics, type NumberMetric } from "../../telemetry/metrics.ts";
import { eventTypes, type ProbableCauseNumber, probableCauses } from "../../telemetry/probable-cause.ts";
import { meanings } from "../alarm.ts";
import type { RuleWords } from "./rule.ts";
import { placeholdersOf } from "./text.ts";

const bilingualText = z.strictObject({
  vi: z.string().min(1).max(500),
  en: z.string().min(1).max(500),
});

const instruction = z.strictObject({
  vi: z.string().min(1).max(2_000),
  en: z.string().min(1).max(2_000),
});

const isCauseNumber = (value: number): value is ProbableCauseNumber => Object.hasOwn(probableCauses, value);

const probableCause = z.number().transform((value, context) => {
  if (isCauseNumber(value)) return value;
  context.addIssue({
    code: "custom",
    message: "is not a probable cause that the platform knows",
    params: { fix: `use an M.3100 number: ${Object.keys(probableCauses).join(", ")}` },
  });
  return z.NEVER;
});

/** The keys that every kind of rule shares. */
export const wordsShape = {
  alert: z.string().refine(isCode, {
    message: "is not a rule name",
    params: {
      fix: "use letters, digits, dots, dashes and underscores, at most 64, starting with a letter or digit",
    },
  }),
  event_type: z.enum(eventTypes),
  probable_cause: probableCause.optional(),
  labels: z.record(z.string(), z.string()).default({}),
  meaning: z.enum(meanings).default("local"),
  annotations: z.strictObject({
    summary: bilingualText,
    action: bilingualText,
    instruction: instruction.optional(),
  }),
};

interface ParsedWords {
  readonly alert: string;
  readonly event_type: RuleWords["eventType"];
  readonly probable_cause?: ProbableCauseNumber | undefined;
  readonly labels: Record<string, string>;
  readonly meaning: RuleWords["meaning"];
  readonly annotations: Pick<RuleWords, "summary" | "action" | "instruction">;
}

/** Where a rule's own checks report what is wrong. */
export interface IssueSink {
  addIssue(issue: {
    code: "custom";
    path?: PropertyKey[];
    message: string;
    params: { fix: string };
    input?: unknown;
  }): void;
}

/** Reports one problem of a rule with its way out. */
export const complain = (
  sink: IssueSink,
  path: PropertyKey[],
  problem: { readonly message: string; readonly fix: string },
): void => sink.addIssue({ code: "custom", path, message: problem.message, params: { fix: problem.fix } });

/** The shared words of a parsed rule; reports placeholders that its kind can't fill. */
export const wordsOf = (parsed: ParsedWords, placeholders: readonly string[], sink: IssueSink): RuleWords => {
  for (const language of ["vi", "en"] as const) {
    for (const name of placeholdersOf(parsed.annotations.summary[language])) {
      if (placeholders.includes(name)) continue;
      complain(sink, ["annotations", "summary", language], {
        message: `has the unknown placeholder {${name}}`,
        fix: `use ${placeholders.map((known) => `{${known}}`).join(", ")}`,
      });
    }
  }
  const number = parsed.probable_cause;
  return {
    name: parsed.alert,
    eventType: parsed.event_type,
    probableCause: number === undefined ? null : { number, name: probableCauses[number] },
    labels: parsed.labels,
    meaning: parsed.meaning,
    ...parsed.annotations,
    variants: {},
  };
};

const relatedNames = (name: string): string => {
  const family = `${name.split(".")[0]}.`;
  const related = metrics.filter((metric) => metric.name.startsWith(family));
  return (related.length > 0 ? related : metrics).map((metric) => metric.name).join(", ");
};

/** The dictionary's metric of that name; otherwise reports what is wrong. */
export const knownMetric = (name: string, sink: IssueSink): Metric | undefined => {
  const metric = metricNamed(name);
  if (metric !== null) return metric;
  complain(sink, ["metric"], {
    message: "is not in the metric dictionary",
    fix: `use one of ${relatedNames(name)}`,
  });
  return undefined;
};

/** The dictionary's metric of a rule, when it is of one of the kinds; otherwise reports what is wrong. */
export const metricOf = (
  name: string,
  kinds: readonly Metric["kind"][],
  sink: IssueSink,
): Metric | undefined => {
  const metric = knownMetric(name, sink);
  if (metric === undefined || kinds.includes(metric.kind)) return metric;
  complain(sink, ["metric"], {
    message: `is a ${metric.kind} metric, this kind of rule needs a ${kinds.join(" or ")} metric`,
    fix: metric.kind === "number" ? "use kind: threshold" : "use kind: state",
  });
  return undefined;
};

/** The dictionary's metric of a rule on numbers; otherwise reports what is wrong. */
export const numberMetricOf = (name: string, sink: IssueSink): NumberMetric | undefined => {
  const metric = metricOf(name, ["number"], sink);
  return metric?.kind === "number" ? metric : undefined;
};
