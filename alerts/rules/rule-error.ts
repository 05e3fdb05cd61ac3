import type { z } from "zod";
import { fixOf, pathText, valueAt } from "../../telemetry/finding.ts";

/** One thing wrong in a rule file. */
export interface RuleError {
  readonly file: string;
  /** Name of the rule; null when the file as a whole is meant. */
  readonly rule: string | null;
  /** Place in the rule, like `levels[1].clear`. */
  readonly path: string;
  readonly value: unknown;
  readonly problem: string;
  readonly fix: string;
}

interface Place {
  readonly file: string;
  readonly rule: string | null;
  readonly input: unknown;
}

const page = "docs/formats/rules.md";

/** Of a union, the finding of the branch that came closest: the one that got beyond the type of the value itself. */
const closest = (issue: z.core.$ZodIssue): z.core.$ZodIssue => {
  if (issue.code !== "invalid_union") return issue;
  const branch = issue.errors.find((found) =>
    found.every(({ code, path }) => code !== "invalid_type" || path.length > 0),
  );
  const [first] = branch ?? [];
  return first === undefined ? issue : closest({ ...first, path: [...issue.path, ...first.path] });
};

/** What a finding says, where below the value that was looked at, and the way out. */
export const retell = (
  found: z.core.$ZodIssue,
): { readonly path: PropertyKey[]; readonly message: string; readonly fix: string } => {
  const issue = closest(found);
  return { path: [...issue.path], message: issue.message, fix: fixOf(issue, page) };
};

/** A finding of the schema with its place, its value and the way out. */
export const describeIssue = (place: Place, found: z.core.$ZodIssue): RuleError => {
  const { path, message, fix } = retell(found);
  return {
    file: place.file,
    rule: place.rule,
    path: pathText(path),
    value: valueAt(place.input, path),
    problem: message,
    fix,
  };
};

/** A rule error as one line for a terminal. */
export const formatRuleError = (error: RuleError): string => {
  const where = [error.file, error.rule, error.path]
    .filter((part) => part !== null && part !== "")
    .join(": ");
  const value = error.value === undefined ? "" : ` ${JSON.stringify(error.value)}`;
  return `${where}:${value} ${error.problem}; ${error.fix}`;
};
