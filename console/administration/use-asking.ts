import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { ask, fetchAnswer, type RequestOptions } from "../request/request.ts";

/** What a person asks the platform directly, because the answer must be read at once. */
export interface Asking {
  readonly isBusy: boolean;
  /** Why the last thing asked was refused; null when it was not. */
  readonly trouble: unknown;
  /** Gives back the answer, null when it was refused. Never rejects. */
  readonly ask: <Answer>(path: string, options: RequestOptions) => Promise<Answer | null>;
  /** Like `ask` where the answer is empty: true when it was done. */
  readonly tell: (path: string, options: RequestOptions) => Promise<boolean>;
  readonly forgetTrouble: () => void;
}

/** Asks for one thing at a time and keeps why it was refused; a component that went away hears nothing. */
export const useAsking = (): Asking => {
  const isBusy = useSignal(false);
  const trouble = useSignal<unknown>(null);
  const life = useRef(new AbortController());
  useEffect(() => () => life.current.abort(), []);
  const run = async <Answer>(work: () => Promise<Answer>): Promise<Answer | null> => {
    isBusy.value = true;
    trouble.value = null;
    try {
      const answer = await work();
      return life.current.signal.aborted ? null : answer;
    } catch (error) {
      trouble.value = error;
      return null;
    } finally {
      isBusy.value = false;
    }
  };
  return {
    isBusy: isBusy.value,
    trouble: trouble.value,
    ask: <Answer>(path: string, options: RequestOptions) => run(() => ask<Answer>(path, options)),
    tell: async (path, options) => (await run(async () => (await fetchAnswer(path, options)).ok)) === true,
    forgetTrouble: () => {
      trouble.value = null;
    },
  };
};
