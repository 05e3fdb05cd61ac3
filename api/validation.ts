import type { FastifySchemaCompiler } from "fastify";
import type { z } from "zod";
import { ApiError, type FieldFault } from "./errors.ts";

const places: Readonly<Record<string, string>> = {
  body: "body",
  querystring: "query",
  params: "path",
  headers: "header",
};

const secretPattern = /password|token|secret|key$/i;
const shownCharactersMax = 80;

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown => {
  let at = input;
  for (const step of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, step)) return undefined;
    at = Reflect.get(at, step);
  }
  return at;
};

const shown = (input: unknown, path: readonly PropertyKey[]): string | null => {
  if (path.some((step) => secretPattern.test(String(step)))) return null;
  const value = valueAt(input, path);
  if (value === undefined || (typeof value === "object" && value !== null)) return null;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > shownCharactersMax ? `${text.slice(0, shownCharactersMax)}…` : text;
};

const fixOf = (issue: z.core.$ZodIssue): string => {
  if (issue.code === "unrecognized_keys") return `leave out ${issue.keys.join(", ")}`;
  if (issue.code === "invalid_value") return `use one of ${issue.values.map(String).join(", ")}`;
  if (issue.code === "too_small")
    return `${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}`;
  if (issue.code === "too_big")
    return `${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}`;
  if (issue.code === "invalid_type") return `give a value of type ${issue.expected}`;
  if (issue.code === "invalid_format" && issue.format === "datetime") {
    return "use ISO 8601 with a zone, like 2026-01-31T10:00:00Z; a + in a query is written %2B";
  }
  if (issue.code === "invalid_format") return `follow the format ${issue.pattern ?? issue.format}`;
  return "see the schema at /api/openapi.json";
};

/** Every fault that zod found in one part of a request. */
const fieldFaults = (error: z.core.$ZodError, place: string, input: unknown): FieldFault[] =>
  error.issues.map((issue) => ({
    path: [place, ...issue.path.map(String)].join("."),
    value: shown(input, issue.path),
    message: issue.message,
    fix: fixOf(issue),
  }));

/** Fastify's validator: zod parses, every fault of the part is reported at once. */
export const validatorOf: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart }) =>
  (input: unknown) => {
    const result = schema.safeParse(input);
    if (result.success) return { value: result.data };
    const fields = fieldFaults(result.error, places[httpPart ?? ""] ?? "request", input);
    const paths = fields.map((field) => field.path).join(", ");
    return { error: new ApiError("invalid-request", { detail: `Wrong: ${paths}`, fields }) };
  };
