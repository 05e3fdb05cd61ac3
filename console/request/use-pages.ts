import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { ask, type Page, withQuery } from "./request.ts";

/** A list that is read page by page. */
export interface PagedList<Item> {
  readonly items: readonly Item[];
  /** Whether there are more to read. */
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly trouble: unknown;
  /** Reads the next page. */
  readonly readMore: () => void;
  /** Reads the list anew from its beginning. */
  readonly reload: () => void;
}

/** Reads a list of the platform page by page; another path begins anew. */
export const usePages = <Item>(path: string, limit = 100): PagedList<Item> => {
  const items = useSignal<readonly Item[]>([]);
  const next = useSignal<string | null>(null);
  const isLoading = useSignal(true);
  const trouble = useSignal<unknown>(null);
  const asked = useRef(new AbortController());
  const read = async (cursor: string | null): Promise<void> => {
    asked.current.abort();
    asked.current = new AbortController();
    const { signal } = asked.current;
    isLoading.value = true;
    try {
      const page = await ask<Page<Item>>(withQuery(path, { limit, cursor }), { signal });
      if (signal.aborted) return;
      items.value = cursor === null ? page.items : [...items.peek(), ...page.items];
      next.value = page.next;
      trouble.value = null;
    } catch (error) {
      if (signal.aborted) return;
      trouble.value = error;
    }
    isLoading.value = false;
  };
  useEffect(() => {
    items.value = [];
    void read(null);
    return () => asked.current.abort();
  }, [path]);
  return {
    items: items.value,
    hasMore: next.value !== null,
    isLoading: isLoading.value,
    trouble: trouble.value,
    readMore: () => void read(next.peek()),
    reload: () => void read(null),
  };
};
