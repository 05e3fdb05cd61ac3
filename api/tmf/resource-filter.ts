import { ApiError, type FieldFault } from "../errors.ts";

/** A resource as its JSON. */
export type Resource = Readonly<Record<string, unknown>>;

/** Comparisons of TMF630 §4.4: equal without a suffix, or by one of these. */
const operators = ["eq", "ne", "gt", "gte", "lt", "lte"] as const;
type Operator = (typeof operators)[number];

/** One condition of a query: the attribute's path, how it is compared, and with what; one of the values must fit. */
export interface Condition {
  readonly path: readonly string[];
  readonly operator: Operator;
  readonly values: readonly string[];
}

const conditionsMax = 32;

const isOperator = (text: string | undefined): text is Operator => operators.some((each) => each === text);

const parseKey = (key: string): Pick<Condition, "path" | "operator"> => {
  const path = key.split(".");
  const last = path.at(-1);
  return path.length > 1 && isOperator(last)
    ? { path: path.slice(0, -1), operator: last }
    : { path, operator: "eq" };
};

const faultOf = (key: string, known: ReadonlySet<string>): FieldFault => ({
  path: `query.${key.slice(0, 80)}`,
  value: null,
  message: "is not an attribute of this resource",
  fix: `use one of ${[...known].join(", ")}`,
});

/**
 * Reads a filter: `attribute=value`, `attribute.gt=value`, dotted for what lies deeper; values divided by commas or
 * given again are alternatives, different attributes must all fit. Throws `invalid-request` for unknown attributes.
 */
export const parseConditions = (
  query: Iterable<readonly [string, string]>,
  known: ReadonlySet<string>,
): readonly Condition[] => {
  const conditions = new Map<string, Condition>();
  const fields: FieldFault[] = [];
  for (const [key, text] of query) {
    const { path, operator } = parseKey(key.trim());
    if (!known.has(path[0] ?? "")) {
      fields.push(faultOf(key, known));
      continue;
    }
    const values = text.split(",").map((value) => value.trim());
    const earlier = conditions.get(key)?.values ?? [];
    conditions.set(key, { path, operator, values: [...earlier, ...values] });
  }
  if (fields.length > 0) {
    throw new ApiError("invalid-request", {
      detail: `Wrong: ${fields.map(({ path }) => path).join(", ")}`,
      fields,
    });
  }
  if (conditions.size > conditionsMax) {
    throw new ApiError("invalid-request", { detail: `A filter has at most ${conditionsMax} conditions` });
  }
  return [...conditions.values()];
};

/** Every value at a path; what lies in a list is looked into one by one. */
const valuesAt = (from: unknown, path: readonly string[]): readonly unknown[] => {
  if (Array.isArray(from)) return from.flatMap((each) => valuesAt(each, path));
  const [step, ...rest] = path;
  if (step === undefined) return [from];
  if (typeof from !== "object" || from === null || !Object.hasOwn(from, step)) return [];
  return valuesAt(Reflect.get(from, step), rest);
};

const instantPattern = /^\d{4}-\d{2}-\d{2}(T|$)/;

/** Numbers and instants by their size, all else as text. */
const compare = (found: unknown, wanted: string): number => {
  const text = String(found);
  if (instantPattern.test(text) && instantPattern.test(wanted)) {
    const apart = Date.parse(text) - Date.parse(wanted);
    if (!Number.isNaN(apart)) return apart;
  }
  const apart = text === "" || wanted === "" ? Number.NaN : Number(text) - Number(wanted);
  if (!Number.isNaN(apart)) return apart;
  return text === wanted ? 0 : text < wanted ? -1 : 1;
};

const fits: Readonly<Record<Operator, (apart: number) => boolean>> = {
  eq: (apart) => apart === 0,
  ne: (apart) => apart !== 0,
  gt: (apart) => apart > 0,
  gte: (apart) => apart >= 0,
  lt: (apart) => apart < 0,
  lte: (apart) => apart <= 0,
};

const holds = (resource: Resource, { path, operator, values }: Condition): boolean => {
  const found = valuesAt(resource, path);
  // "Not equal" means none of them: an alarm without the attribute is not equal either.
  if (operator === "ne") return found.every((each) => values.every((value) => compare(each, value) !== 0));
  return found.some((each) => values.some((value) => fits[operator](compare(each, value))));
};

/** Whether a resource passes all conditions. */
export const passes = (resource: Resource, conditions: readonly Condition[]): boolean =>
  conditions.every((condition) => holds(resource, condition));

const sameList = (found: readonly unknown[], wanted: readonly unknown[]): boolean =>
  wanted.every((item) => found.some((each) => matchesPattern(each, item)));

/**
 * Whether a value holds everything that a pattern says: each attribute of the pattern equal, each item of a list of it
 * there (alarm patterns of the task resources, TMF642 v4).
 */
export const matchesPattern = (found: unknown, pattern: unknown): boolean => {
  if (Array.isArray(pattern)) return Array.isArray(found) && sameList(found, pattern);
  if (typeof pattern === "object" && pattern !== null) {
    if (typeof found !== "object" || found === null) return false;
    return Object.entries(pattern).every(([key, value]) => {
      if (!Object.hasOwn(found, key)) return false;
      return matchesPattern(Reflect.get(found, key), value);
    });
  }
  if (typeof found === "string" && typeof pattern === "string") return compare(found, pattern) === 0;
  return found === pattern;
};
