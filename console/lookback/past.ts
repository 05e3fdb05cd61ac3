import type { BoardView, SiteView } from "../../api/contract.ts";
import type { Board } from "../live/board.ts";
import { ask, askAll, withQuery } from "../request/request.ts";
import { moment } from "./moment.ts";

/** A site as it stood then: name and place are those of now, what nobody kept is null. */
const asThen = (site: SiteView, then: BoardView["sites"][number] | undefined): SiteView => ({
  ...site,
  forecast: null,
  state: {
    online: then?.online ?? null,
    lastHeardAt: null,
    alarms: then?.alarms ?? { critical: 0, major: 0, minor: 0, warning: 0, indeterminate: 0 },
  },
});

/** Fills a board with what was at a past moment, unless another moment is wanted meanwhile. Rejects with `RequestRefused`. */
export const readPast = async (board: Board, atMs: number): Promise<void> => {
  const [then, sites] = await Promise.all([
    ask<BoardView>(withQuery("/api/v1/board", { at: new Date(atMs).toISOString() })),
    askAll<SiteView>("/api/v1/sites"),
  ]);
  if (moment.peek() !== atMs) return;
  const bySite = new Map(then.sites.map((each) => [each.site, each]));
  board.takeSites(sites.map((site) => asThen(site, bySite.get(site.code))));
  for (const alarm of then.alarms) board.takeAlarm(alarm);
  board.isRead.value = true;
};
