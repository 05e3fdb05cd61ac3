import { computed } from "@preact/signals";
import { address, setQuery } from "../router/place.ts";

/** The past moment that the board shows, ms since 1970 UTC, from `?at=` of the address; null: the present. */
export const moment = computed<number | null>(() => {
  const text = address.value.query.get("at");
  if (text === null) return null;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : atMs;
});

/** Shows another moment; null: the present. */
export const showMoment = (atMs: number | null): void =>
  setQuery({ at: atMs === null ? null : new Date(atMs).toISOString() });
