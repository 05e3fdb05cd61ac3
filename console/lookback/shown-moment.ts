import type { PageName } from "../paths.ts";

/** Pages that show the board. The others show the present whatever the address says, and so don't claim the past. */
const pagesOfTheBoard: ReadonlySet<PageName> = new Set([
  "alarms",
  "shelved",
  "sites",
  "site",
  "map",
] as const);

/** Whether a page can show a past moment; null: no page. */
export const showsThePast = (page: PageName | null): boolean => page !== null && pagesOfTheBoard.has(page);

/** The past moment that a page shows of the one its address names, ms since 1970 UTC; null: the present. */
export const shownMoment = (page: PageName | null, at: string | null): number | null => {
  if (at === null || !showsThePast(page)) return null;
  const atMs = Date.parse(at);
  return Number.isNaN(atMs) ? null : atMs;
};
