import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ask, type RequestOptions } from "./request.ts";

/** How far an answer is. */
export type Loaded<Data> =
  | { readonly kind: "loading" }
  | { readonly kind: "failed"; readonly error: unknown }
  | { readonly kind: "ready"; readonly data: Data };

/** An answer of the platform within a component. */
export interface LoadedAnswer<Data> {
  readonly state: Loaded<Data>;
  /** Asks again; what is there stays until the new answer comes. */
  readonly reload: () => void;
}

const load = async <Data>(
  path: string,
  state: Signal<Loaded<Data>>,
  options: RequestOptions & { readonly signal: AbortSignal },
): Promise<void> => {
  const { signal } = options;
  try {
    const data = await ask<Data>(path, options);
    if (!signal.aborted) state.value = { kind: "ready", data };
  } catch (error) {
    if (!signal.aborted) state.value = { kind: "failed", error };
  }
};

/** Asks the platform for what a component shows; another path asks anew, null asks nothing. */
export const useLoaded = <Data>(
  path: string | null,
  options: Pick<RequestOptions, "acceptedStatus"> = {},
): LoadedAnswer<Data> => {
  const state = useSignal<Loaded<Data>>({ kind: "loading" });
  const turn = useSignal(0);
  useEffect(() => {
    state.value = { kind: "loading" };
  }, [path]);
  useEffect(() => {
    if (path === null) return undefined;
    const asked = new AbortController();
    void load(path, state, { ...options, signal: asked.signal });
    return () => asked.abort();
  }, [path, turn.value]);
  return {
    state: state.value,
    reload: () => {
      turn.value += 1;
    },
  };
};
