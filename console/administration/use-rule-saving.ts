import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { RuleFileView } from "../../api/contract.ts";
import { ask, type Page, RequestRefused } from "../request/request.ts";
import { conditionOf, keepDraft, type RuleDraft } from "./rule-drafts.ts";
import { useAsking } from "./use-asking.ts";

const ownFile = async (name: string): Promise<RuleFileView | null> => {
  const { items } = await ask<Page<RuleFileView>>("/api/v1/rule-files");
  return items.find((file) => file.name === name && file.editable) ?? null;
};

/** Saving of a draft, and what comes in its way. */
export interface RuleSaving {
  readonly save: () => Promise<void>;
  /** Rules in force after the last saving; null before. */
  readonly rules: number | null;
  /** Puts another draft in the place of this one, null for the file as it is; what was in the way is settled. */
  readonly settle: (next: RuleDraft | null) => void;
  readonly isBusy: boolean;
  readonly trouble: unknown;
  /** What somebody else wrote meanwhile, null for nothing; undefined while nobody did. */
  readonly theirs: RuleFileView | null | undefined;
}

/** Saves a draft over the file that it began with; a file that somebody else changed meanwhile stays. */
export const useRuleSaving = (file: RuleFileView, draft: RuleDraft, onSaved: () => void): RuleSaving => {
  const { ask: put, isBusy, trouble, forgetTrouble } = useAsking();
  const rules = useSignal<number | null>(null);
  const theirs = useSignal<RuleFileView | null | undefined>(undefined);
  const isConflict = trouble instanceof RequestRefused && [409, 412].includes(trouble.problem.status);
  useEffect(() => {
    if (!isConflict) return;
    ownFile(file.name).then(
      (found) => {
        theirs.value = found;
      },
      () => undefined,
    );
  }, [trouble]);
  const settle = (next: RuleDraft | null): void => {
    keepDraft(file.name, next);
    theirs.value = undefined;
    forgetTrouble();
  };
  const save = async (): Promise<void> => {
    const { text } = draft;
    const path = `/api/v1/rule-files/${file.name}`;
    const headers = conditionOf(draft);
    const done = await put<{ readonly hash: string; readonly rules: number }>(path, {
      method: "PUT",
      body: { text },
      headers,
    });
    if (done === null) return;
    rules.value = done.rules;
    settle({ text, baseHash: done.hash });
    onSaved();
  };
  return {
    ...{ save, settle, isBusy, trouble },
    rules: rules.value,
    theirs: isConflict ? theirs.value : undefined,
  };
};
