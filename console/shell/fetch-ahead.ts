import { type PageName, pagePaths } from "../paths.ts";
import { place } from "../router/place.ts";
import { pages } from "./pages.ts";

/** Where people at a desk go from wherever they are. */
const nextPages = [
  "alarms",
  "alarm",
  "sites",
  "site",
  "dispatch",
  "map",
] as const satisfies readonly PageName[];

/** The first page is to be read first. */
const afterMs = 1_500;

/**
 * Fetches the code of the pages that people go to next, while they read the first one: a step then costs only what it
 * shows. Not where the field view is open: its phone's line is counted. Does it once, whatever fails.
 */
export const fetchAhead = (): void => {
  setTimeout(() => {
    const at = place.peek();
    if (at === null || pages[at.name]?.worksOffline === true || at.name === "wall") return;
    for (const name of nextPages) {
      if (pagePaths[name] !== pagePaths[at.name]) pages[name]?.load().catch(() => undefined);
    }
  }, afterMs);
};
