import type { z } from "zod";

/** A place in a document, like `levels[1].clear`; empty for the whole. */
export const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");

/** What stands at a place of a document; undefined when nothing does. */
export const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, part)
        ? Reflect.get(value, part)
        : undefined,
    input,
  );

/** What a schema expects where it found something of another type. */
const typeText = (expected: string): string => {
  if (expected === "record" || expected === "object") return "mapping (key: value)";
  return expected === "array" ? "list" : expected;
};

/** The types that the value itself may have by a union; none when the type was right. */
const typesOf = (issue: z.core.$ZodIssue): readonly string[] => {
  if (issue.path.length > 0) return [];
  if (issue.code === "invalid_type") return [typeText(issue.expected)];
  return issue.code === "invalid_union" ? issue.errors.flatMap((found) => found.flatMap(typesOf)) : [];
};

/** The way out of what a schema found; what no words are there for is on a page of the documents. */
export const fixOf = (issue: z.core.$ZodIssue, page: string): string => {
  switch (issue.code) {
    case "invalid_type":
      return `give a value of type ${typeText(issue.expected)}`;
    case "invalid_union": {
      const types = [...new Set(issue.errors.flatMap((found) => found.flatMap(typesOf)))];
      return types.length === 0 ? `see ${page}` : `give a value of type ${types.join(" or ")}`;
    }
    case "invalid_value":
      return `use one of ${issue.values.map(String).join(", ")}`;
    case "unrecognized_keys":
      return `remove ${issue.keys.join(", ")} or correct the spelling`;
    case "too_small":
      return `use ${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}`;
    case "too_big":
      return `use ${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}`;
    case "custom":
      return typeof issue.params?.["fix"] === "string" ? issue.params["fix"] : `see ${page}`;
    default:
      return `see ${page}`;
  }
};
