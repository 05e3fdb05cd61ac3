import { computed } from "@preact/signals";
import { address, place, setQuery } from "../router/place.ts";
import { now } from "../time/server-clock.ts";
import { shownMoment, showsThePast } from "./shown-moment.ts";

/** Whether the page that is open can show a past moment. */
export const canLookBack = computed(() => showsThePast(place.value?.name ?? null));

/** The past moment that the board shows, ms since 1970 UTC, from `?at=` of the address; null: the present, as on pages that show nothing else. */
export const moment = computed(() => shownMoment(place.value?.name ?? null, address.value.query.get("at")));

/** The moment by which the page tells ages, ms since 1970 UTC: the one looked back at, else now. */
export const shownNow = computed(() => moment.value ?? now.value);

/** Shows another moment; null: the present. */
export const showMoment = (atMs: number | null): void =>
  setQuery({ at: atMs === null ? null : new Date(atMs).toISOString() });
