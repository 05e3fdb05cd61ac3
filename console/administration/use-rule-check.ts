import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { RuleCheckView } from "../../api/contract.ts";
import { ask } from "../request/request.ts";

/** Time without a key after which the text is checked. */
const typingPauseMs = 600;

/** What a check found, and of which text; `check` is null until the first answer. */
export interface RuleChecking {
  readonly check: RuleCheckView | null;
  readonly isCurrent: boolean;
  readonly trouble: unknown;
}

/** Checks a text of rules each time that typing stops; null checks nothing. */
export const useRuleCheck = (name: string, text: string | null): RuleChecking => {
  const found = useSignal<{ readonly text: string; readonly check: RuleCheckView } | null>(null);
  const trouble = useSignal<unknown>(null);
  useEffect(() => {
    if (text === null) return undefined;
    const asked = new AbortController();
    const { signal } = asked;
    const timer = setTimeout(() => {
      ask<RuleCheckView>("/api/v1/rules/check", { method: "POST", body: { text, name }, signal }).then(
        (check) => {
          found.value = { text, check };
          trouble.value = null;
        },
        (error: unknown) => {
          if (!signal.aborted) trouble.value = error;
        },
      );
    }, typingPauseMs);
    return () => {
      clearTimeout(timer);
      asked.abort();
    };
  }, [name, text]);
  return {
    check: found.value?.check ?? null,
    isCurrent: found.value !== null && found.value.text === text,
    trouble: trouble.value,
  };
};
