import { z } from "zod";
import { ApiError, type FieldFault } from "../errors.ts";
import { tmfAlarmSchema } from "./alarm-schema.ts";

const within = (schema: unknown): unknown => {
  if (schema instanceof z.ZodOptional) return within(schema.unwrap());
  return schema instanceof z.ZodArray ? within(schema.element) : schema;
};

const shortened = (path: string): string => path.slice(0, 120);

/** The first name in a pattern that the resource has not, or a depth that it has not; null when all is known. */
const unknownIn = (pattern: unknown, schema: unknown, path: string): FieldFault | null => {
  if (Array.isArray(pattern)) {
    for (const [place, item] of pattern.entries()) {
      const fault = unknownIn(item, schema, `${path}[${place}]`);
      if (fault !== null) return fault;
    }
    return null;
  }
  if (typeof pattern !== "object" || pattern === null) return null;
  const known = within(schema);
  if (!(known instanceof z.ZodObject)) {
    const message = "has nothing within it";
    return { path: shortened(path), value: null, message, fix: "give its value as it is, without braces" };
  }
  const shape: Readonly<Record<string, unknown>> = known.shape;
  for (const [name, item] of Object.entries(pattern)) {
    const below = `${path}.${name}`;
    if (!Object.hasOwn(shape, name)) {
      const message = "is not an attribute of an alarm";
      return {
        path: shortened(below),
        value: null,
        message,
        fix: `use some of ${Object.keys(shape).join(", ")}`,
      };
    }
    const fault = unknownIn(item, shape[name], below);
    if (fault !== null) return fault;
  }
  return null;
};

/** Throws `invalid-request` for the first attribute of alarm patterns, however deep, that an alarm never has. */
export const demandPatterns = (patterns: readonly unknown[]): void => {
  const fault = unknownIn(patterns, tmfAlarmSchema, "body.alarmPattern");
  if (fault === null) return;
  throw new ApiError("invalid-request", { detail: `Wrong: ${fault.path}`, fields: [fault] });
};
