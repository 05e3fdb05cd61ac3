import { z } from "zod";
import { communeCode, isCommuneCode, isOperatorCode, operatorCode } from "../../inventory/codes.ts";
import type { Scope } from "../../inventory/visibility.ts";

const codesMax = 1_000;

const operators = z.array(z.string().refine(isOperatorCode, "not an operator code").transform(operatorCode));
const communes = z.array(z.string().refine(isCommuneCode, "not a commune code").transform(communeCode));

/** A scope as requests and records write it: `"all"` or a list of codes, for operators and for communes. */
export const scopeSchema = z
  .strictObject({
    operators: z.union([z.literal("all"), operators.max(codesMax)]),
    communes: z.union([z.literal("all"), communes.max(codesMax)]),
  })
  .describe("Whose equipment and which places may be seen; a site counts when both lists let it through");

/** A scope as answers write it. */
export const scopeView = z.object({
  operators: z.union([z.literal("all"), z.array(z.string())]),
  communes: z.union([z.literal("all"), z.array(z.string())]),
});

/** The scope with lists of its own, as answers and records need them. */
export const presentScope = ({ operators: own, communes: places }: Scope): z.output<typeof scopeView> => ({
  operators: own === "all" ? "all" : [...own],
  communes: places === "all" ? "all" : [...places],
});

/** True when the scope leaves nothing out. */
export const isWholeScope = (scope: Scope): boolean => scope.operators === "all" && scope.communes === "all";
