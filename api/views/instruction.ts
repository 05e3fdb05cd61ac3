import { z } from "zod";
import type { Alarm, Bilingual } from "../../alerts/alarm.ts";
import { rulesAt } from "../../alerts/rules/overrides.ts";
import type { Rule } from "../../alerts/rules/rule.ts";
import type { Inventory } from "../../inventory/inventory.ts";

/** What to do about an alarm. */
export const instructionView = z.object({ vi: z.string(), en: z.string() });

/** What a rule says is to be done: its steps, or its one sentence. */
export const instructionOf = ({ instruction, action }: Rule): Bilingual => instruction ?? action;

/** What to do about an alarm where it is; null when no rule has its type. */
export const instructionFor = (
  { site, node, type }: Pick<Alarm, "site" | "node" | "type">,
  rules: readonly Rule[],
  inventory: Inventory,
): Bilingual | null => {
  const rule = rules.find(({ name }) => name === type);
  if (rule === undefined) return null;
  const [local = rule] = rulesAt([rule], { site, node, siteClass: inventory.site(site)?.class });
  return instructionOf(local);
};
