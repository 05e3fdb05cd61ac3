import { signal } from "@preact/signals";
import type { RuleFileView } from "../../api/contract.ts";

/** What somebody writes, and the file that they began with: null for a new one. */
export interface RuleDraft {
  readonly text: string;
  readonly baseHash: string | null;
}

/** What is written and not saved, by the file's name: it stays while people look at other pages. */
export const ruleDrafts = signal<ReadonlyMap<string, RuleDraft>>(new Map());

/** Keeps a draft; null forgets it. */
export const keepDraft = (name: string, draft: RuleDraft | null): void => {
  const next = new Map(ruleDrafts.peek());
  if (draft === null) next.delete(name);
  else next.set(name, draft);
  ruleDrafts.value = next;
};

/** What the editor begins with: the draft, or the file as it is. */
export const draftOf = (drafts: ReadonlyMap<string, RuleDraft>, file: RuleFileView): RuleDraft =>
  drafts.get(file.name) ?? { text: file.text, baseHash: file.hash };

/** Whether something is written that the file does not hold; a new file is not saved until it is there. */
export const isUnsaved = (
  drafts: ReadonlyMap<string, RuleDraft>,
  { name, text, hash }: RuleFileView,
): boolean => {
  const draft = drafts.get(name);
  return draft !== undefined && (draft.text !== text || hash === "");
};

/** The header by which nobody's work is lost: the file must be the one that was edited, or not be there. */
export const conditionOf = ({ baseHash }: RuleDraft): Readonly<Record<string, string>> =>
  baseHash === null ? { "if-none-match": "*" } : { "if-match": `"${baseHash}"` };
