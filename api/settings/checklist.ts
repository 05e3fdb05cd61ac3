import { z } from "zod";
import type { Bilingual } from "../../alerts/alarm.ts";
import { isCode } from "../../telemetry/identifiers.ts";

/** What to look at on the spot, step by step. */
export interface Checklist {
  readonly id: string;
  readonly title: Bilingual;
  /** Types of alarms that it helps with. */
  readonly alarms: readonly string[];
  readonly steps: readonly Bilingual[];
}

const code = z.string().refine(isCode, {
  message: "is not a code",
  params: { fix: "use letters, digits, dots, dashes and underscores, at most 64" },
});
const bilingual = z.strictObject({ vi: z.string().min(1).max(500), en: z.string().min(1).max(500) });

const checklist = z.strictObject({
  id: code,
  title: bilingual,
  alarms: z.array(code).max(100).default([]),
  steps: z.array(bilingual).min(1).max(40),
});

/** A file of checklists. */
export const checklistFileSchema = z.strictObject({
  checklists: z
    .array(checklist)
    .max(100)
    .refine((lists) => new Set(lists.map(({ id }) => id)).size === lists.length, {
      message: "hold an id twice",
      params: { fix: "give each checklist an id of its own" },
    }),
});

/** The shipped checklists with an operator's own: one with a known id replaces that one in its place. */
export const mergeChecklists = (
  shipped: readonly Checklist[],
  own: readonly Checklist[],
): readonly Checklist[] => [...new Map([...shipped, ...own].map((list) => [list.id, list])).values()];
