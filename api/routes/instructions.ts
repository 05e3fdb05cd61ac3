import { z } from "zod";
import type { RouteGroup } from "../api.ts";
import { everyRole } from "../identity/role.ts";
import { instructionOf, instructionView } from "../views/instruction.ts";

const typedView = instructionView.extend({ type: z.string().describe("of the alarm") });

const checklistView = z.object({
  id: z.string(),
  title: instructionView,
  alarms: z.array(z.string()).describe("types of alarms that it helps with"),
  steps: z.array(instructionView),
});

/** A checklist as answers give it. */
export type ChecklistView = z.output<typeof checklistView>;
/** What to do about a type of alarm, as answers give it. */
export type InstructionView = z.output<typeof typedView>;

const everything = <Item extends z.ZodType>(item: Item) => ({
  200: z.object({ items: z.array(item), next: z.null() }),
});

/** What to do about each type of alarm, and what to look at on the spot: small enough to be kept on a phone. */
export const instructionRoutes: RouteGroup = (api, { rules, settings }) => {
  const config = { roles: everyRole };
  api.get("/api/v1/instructions", { config, schema: { response: everything(typedView) } }, async () => ({
    items: rules().map((rule) => ({ type: rule.name, ...instructionOf(rule) })),
    next: null,
  }));
  const checklists = settings.checklists.map((list) => ({
    ...list,
    alarms: [...list.alarms],
    steps: [...list.steps],
  }));
  api.get("/api/v1/checklists", { config, schema: { response: everything(checklistView) } }, async () => ({
    items: checklists,
    next: null,
  }));
};
