import { z } from "zod";
import { ApiError, type FieldFault } from "../errors.ts";
import { tmfAlarmSchema } from "./alarm-schema.ts";
import { eventTypes } from "./listener-events.ts";
import type { Condition } from "./resource-filter.ts";

/** What may be asked of: the alarm, and the type of an event about it. */
const filterable = tmfAlarmSchema.extend({ eventType: z.enum(eventTypes) });

/** A type without being optional, and of a list its items'. */
const plain = (type: unknown): unknown => {
  if (type instanceof z.ZodOptional) return plain(type.unwrap());
  return type instanceof z.ZodArray ? plain(type.element) : type;
};

const typeAt = (type: unknown, [step, ...rest]: readonly string[]): unknown => {
  const here = plain(type);
  if (step === undefined) return here;
  if (!(here instanceof z.ZodObject) || !Object.hasOwn(here.shape, step)) return undefined;
  return typeAt(here.shape[step], rest);
};

/** What is asked for where only some values can be; undefined for free text. */
const fixFor = (type: unknown, wanted: string): string | undefined => {
  if (type instanceof z.ZodEnum && !type.safeParse(wanted).success)
    return `use ${type.options.map(String).join(", ")}`;
  if (type instanceof z.ZodBoolean && wanted !== "true" && wanted !== "false") return "use true, false";
  const isInstant = /^\d{4}-\d{2}-\d{2}(T|$)/.test(wanted) && !Number.isNaN(Date.parse(wanted));
  if (type instanceof z.ZodISODateTime && !isInstant)
    return "use ISO 8601 with a zone, like 2026-01-31T10:00:00Z; a + in a query is written %2B";
  return undefined;
};

const faultsOf = ({ path, values }: Condition): readonly FieldFault[] => {
  const at = { path: `query.${path.join(".").slice(0, 80)}` };
  const type = typeAt(filterable, path);
  if (type === undefined) {
    const fix = "compare by eq, ne, gt, gte, lt or lte; the attributes are those of docs/formats/tmf642.md";
    return [{ ...at, value: null, message: "is neither an attribute nor a comparison", fix }];
  }
  if (type instanceof z.ZodObject) {
    const fix = `add one of .${Object.keys(type.shape).join(", .")}`;
    return [{ ...at, value: null, message: "has no value of its own", fix }];
  }
  return values.flatMap((value) => {
    const fix = fixFor(type, value);
    return fix === undefined
      ? []
      : [{ ...at, value: value.slice(0, 80), message: "is no value of this attribute", fix }];
  });
};

/**
 * Throws `invalid-request` for conditions that no alarm could ever meet, because the attribute, the comparison or the
 * value does not exist: an empty list would say that all is quiet.
 */
export const demandAlarmConditions = (conditions: readonly Condition[]): void => {
  const fields = conditions.flatMap(faultsOf);
  if (fields.length === 0) return;
  throw new ApiError("invalid-request", {
    detail: `Wrong: ${fields.map(({ path }) => path).join(", ")}`,
    fields,
  });
};
