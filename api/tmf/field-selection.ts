import { ApiError } from "../errors.ts";

/** Attributes that every answer has, whatever is selected (TMF630 §4.3). */
const always: readonly string[] = ["id", "href", "@type"];

/**
 * Reads `fields`: names of first-level attributes divided by commas, or `none` for `id`, `href` and `@type` alone; null
 * when everything is wanted. Throws `invalid-request` for attributes that the resource has not.
 */
export const parseFields = (
  text: string | undefined,
  known: ReadonlySet<string>,
): ReadonlySet<string> | null => {
  if (text === undefined) return null;
  const names = text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && name !== "none");
  const unknown = names.find((name) => !known.has(name));
  if (unknown === undefined) return new Set([...always, ...names]);
  const fault = {
    path: "query.fields",
    value: unknown.slice(0, 80),
    message: "is not an attribute of this resource",
    fix: `use some of ${[...known].join(", ")}, or none`,
  };
  throw new ApiError("invalid-request", { detail: "Wrong: query.fields", fields: [fault] });
};
