import { z } from "zod";
import { plannedNames } from "../../inventory/model.ts";
import type { Limit } from "./rule.ts";

const plannedFrom = ["travelMinutes", ...plannedNames].map((name) => `planned.${name}`);

/** A limit as written: a number, or a planned number of the node. */
export const limitSchema = z.union([
  z.number(),
  z.strictObject({
    from: z.string().refine((from) => plannedFrom.includes(from), {
      message: "is no planned number of the inventory",
      params: { fix: `use one of ${plannedFrom.join(", ")}` },
    }),
    times: z.number().default(1),
    plus: z.number().default(0),
    minus: z.number().default(0),
  }),
]);

/** A limit from what was written. */
export const limitOf = (parsed: z.output<typeof limitSchema>): Limit =>
  typeof parsed === "number"
    ? { kind: "fixed", value: parsed }
    : {
        kind: "planned",
        name: parsed.from.slice("planned.".length),
        times: parsed.times,
        offset: parsed.plus - parsed.minus,
      };
