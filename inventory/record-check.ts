import type { z } from "zod";
import type { ErrorList } from "./import-errors.ts";
import { seeDescription } from "./record-schema.ts";
import { type FieldPath, type Finding, isFields, report, type SourceRecord, valueAt } from "./source.ts";

type Shape = Readonly<Record<string, z.ZodType>>;

const kindOf = (value: unknown): string => {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return "text";
  if (typeof value === "object") return "a group of fields";
  return `a ${typeof value}`;
};

const wrongType = (path: FieldPath, value: unknown, expected: string, fix: string): Finding => {
  if (value === undefined || value === null) {
    return { code: "missing-field", path, message: "is missing", fix };
  }
  const whole = expected === "int" && typeof value === "number";
  if (whole) return { code: "bad-value", path, message: "must be a whole number", fix };
  const quoted = expected === "string" && typeof value === "number";
  return {
    code: "wrong-type",
    path,
    message: `must be ${expected}, not ${kindOf(value)}`,
    fix: quoted ? `put it in quotes: "${value}"` : fix,
  };
};

const unknownFields = (
  issue: { readonly keys: readonly string[]; readonly path: FieldPath },
  known: readonly string[],
): readonly Finding[] =>
  issue.keys.map((key) => ({
    code: "unknown-field" as const,
    path: [...issue.path, key],
    message: "is not a field of this entry",
    fix: issue.path.length === 0 ? `leave it out; the fields are ${known.join(", ")}` : "leave it out",
  }));

const findings = (issue: z.core.$ZodIssue, shape: Shape, value: unknown): readonly Finding[] => {
  const { path } = issue;
  if (issue.code === "unrecognized_keys") return unknownFields(issue, Object.keys(shape));
  const description = Object.hasOwn(shape, String(path[0])) ? shape[String(path[0])]?.description : undefined;
  const fix = `write ${description ?? `an entry with the fields ${Object.keys(shape).join(", ")}`}`;
  if (issue.code === "invalid_type") return [wrongType(path, value, issue.expected, fix)];
  if (issue.code === "invalid_value" && value === undefined) return [wrongType(path, value, "", fix)];
  const message = issue.code === "custom" ? issue.message : seeDescription;
  return [{ code: "bad-value", path, message, fix }];
};

/** Parses the entries of a list, reporting everything that is wrong with single fields; answers the good ones. */
export const checkRecords = <Schema extends z.ZodObject>(
  records: readonly SourceRecord[],
  schema: Schema,
  errors: ErrorList,
): readonly z.output<Schema>[] =>
  records.flatMap((record) => {
    const parsed = schema.safeParse(record.fields);
    if (parsed.success) return [parsed.data];
    for (const issue of parsed.error.issues) {
      const value = isFields(record.fields) ? valueAt(record.fields, issue.path) : record.fields;
      for (const finding of findings(issue, schema.shape, value)) report(errors, record, finding);
    }
    return [];
  });
